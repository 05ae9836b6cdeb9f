/// The page, its JSON API, live events and incoming webhooks.
///
/// What the API answers is written in `docs/api/openapi.json`; the page that reads it stands in `Assets`, as the browser
/// runs it, and is compiled into the binary by `CDashboardAssets`. This module may import Hummingbird, and SessionMonitor
/// and JobQueueSQLite to read and to act. It never speaks SQL, never asks a gateway by itself, and never builds HTML.
package enum Dashboard {}
