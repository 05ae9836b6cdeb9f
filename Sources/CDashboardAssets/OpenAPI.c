// The contract of the API, as the server shows it.

#include "OpenAPI.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char document[] = {
#embed "../../docs/api/openapi.json"
};

const unsigned char *dashboard_openapi(void) { return document; }

size_t dashboard_openapi_length(void) { return sizeof(document); }
