#pragma once

#include <stddef.h>

#include "OpenAPI.h"

/// One file of the page, compiled into the binary.
struct dashboard_asset {
  /// Path below `Sources/Dashboard/Assets`, with `/` between its parts.
  const char *path;
  /// Its media type, as the header Content-Type names it.
  const char *content_type;
  const unsigned char *bytes;
  size_t length;
};

/// How many files the page has.
extern const size_t dashboard_asset_count;

/// A file of the page, in the order of their paths; `index` is below `dashboard_asset_count`.
const struct dashboard_asset *dashboard_asset_at(size_t index);
