#pragma once

#include <stddef.h>

/// The document `docs/api/openapi.json`.
const unsigned char *dashboard_openapi(void);

/// How many bytes it has.
size_t dashboard_openapi_length(void);
