// Written by bin/embed-assets.

#include "CDashboardAssets.h"

static const unsigned char asset_0[] = {
#embed "../Dashboard/Assets/app/actions/account-actions.js"
};

static const unsigned char asset_1[] = {
#embed "../Dashboard/Assets/app/actions/reconnect.js"
};

static const unsigned char asset_2[] = {
#embed "../Dashboard/Assets/app/charts/frame.js"
};

static const unsigned char asset_3[] = {
#embed "../Dashboard/Assets/app/charts/rate-chart.js"
};

static const unsigned char asset_4[] = {
#embed "../Dashboard/Assets/app/charts/scale.js"
};

static const unsigned char asset_5[] = {
#embed "../Dashboard/Assets/app/charts/score-chart.js"
};

static const unsigned char asset_6[] = {
#embed "../Dashboard/Assets/app/charts/sparkline.js"
};

static const unsigned char asset_7[] = {
#embed "../Dashboard/Assets/app/charts/value-chart.js"
};

static const unsigned char asset_8[] = {
#embed "../Dashboard/Assets/app/core/api.js"
};

static const unsigned char asset_9[] = {
#embed "../Dashboard/Assets/app/core/clock.js"
};

static const unsigned char asset_10[] = {
#embed "../Dashboard/Assets/app/core/dom.js"
};

static const unsigned char asset_11[] = {
#embed "../Dashboard/Assets/app/core/format.js"
};

static const unsigned char asset_12[] = {
#embed "../Dashboard/Assets/app/core/i18n.js"
};

static const unsigned char asset_13[] = {
#embed "../Dashboard/Assets/app/core/live.js"
};

static const unsigned char asset_14[] = {
#embed "../Dashboard/Assets/app/core/router.js"
};

static const unsigned char asset_15[] = {
#embed "../Dashboard/Assets/app/core/session.js"
};

static const unsigned char asset_16[] = {
#embed "../Dashboard/Assets/app/core/theme.js"
};

static const unsigned char asset_17[] = {
#embed "../Dashboard/Assets/app/core/ticker.js"
};

static const unsigned char asset_18[] = {
#embed "../Dashboard/Assets/app/early.js"
};

static const unsigned char asset_19[] = {
#embed "../Dashboard/Assets/app/i18n/en.js"
};

static const unsigned char asset_20[] = {
#embed "../Dashboard/Assets/app/i18n/id.js"
};

static const unsigned char asset_21[] = {
#embed "../Dashboard/Assets/app/main.js"
};

static const unsigned char asset_22[] = {
#embed "../Dashboard/Assets/app/pages/account/history.js"
};

static const unsigned char asset_23[] = {
#embed "../Dashboard/Assets/app/pages/account/page.js"
};

static const unsigned char asset_24[] = {
#embed "../Dashboard/Assets/app/pages/account/present.js"
};

static const unsigned char asset_25[] = {
#embed "../Dashboard/Assets/app/pages/accounts/bulk-bar.js"
};

static const unsigned char asset_26[] = {
#embed "../Dashboard/Assets/app/pages/accounts/filters.js"
};

static const unsigned char asset_27[] = {
#embed "../Dashboard/Assets/app/pages/accounts/page.js"
};

static const unsigned char asset_28[] = {
#embed "../Dashboard/Assets/app/pages/accounts/plan.js"
};

static const unsigned char asset_29[] = {
#embed "../Dashboard/Assets/app/pages/accounts/rows.js"
};

static const unsigned char asset_30[] = {
#embed "../Dashboard/Assets/app/pages/accounts/source.js"
};

static const unsigned char asset_31[] = {
#embed "../Dashboard/Assets/app/pages/incidents/page.js"
};

static const unsigned char asset_32[] = {
#embed "../Dashboard/Assets/app/pages/login/page.js"
};

static const unsigned char asset_33[] = {
#embed "../Dashboard/Assets/app/pages/missing.js"
};

static const unsigned char asset_34[] = {
#embed "../Dashboard/Assets/app/pages/overview/gateways.js"
};

static const unsigned char asset_35[] = {
#embed "../Dashboard/Assets/app/pages/overview/page.js"
};

static const unsigned char asset_36[] = {
#embed "../Dashboard/Assets/app/pages/queues/job.js"
};

static const unsigned char asset_37[] = {
#embed "../Dashboard/Assets/app/pages/queues/jobs.js"
};

static const unsigned char asset_38[] = {
#embed "../Dashboard/Assets/app/pages/queues/page.js"
};

static const unsigned char asset_39[] = {
#embed "../Dashboard/Assets/app/pages/queues/rate-bars.js"
};

static const unsigned char asset_40[] = {
#embed "../Dashboard/Assets/app/pages/schedule/page.js"
};

static const unsigned char asset_41[] = {
#embed "../Dashboard/Assets/app/pages/store/page.js"
};

static const unsigned char asset_42[] = {
#embed "../Dashboard/Assets/app/pages/workers/page.js"
};

static const unsigned char asset_43[] = {
#embed "../Dashboard/Assets/app/parts/account.js"
};

static const unsigned char asset_44[] = {
#embed "../Dashboard/Assets/app/parts/badge.js"
};

static const unsigned char asset_45[] = {
#embed "../Dashboard/Assets/app/parts/choice.js"
};

static const unsigned char asset_46[] = {
#embed "../Dashboard/Assets/app/parts/dialog.js"
};

static const unsigned char asset_47[] = {
#embed "../Dashboard/Assets/app/parts/icon.js"
};

static const unsigned char asset_48[] = {
#embed "../Dashboard/Assets/app/parts/incident.js"
};

static const unsigned char asset_49[] = {
#embed "../Dashboard/Assets/app/parts/kpi.js"
};

static const unsigned char asset_50[] = {
#embed "../Dashboard/Assets/app/parts/later.js"
};

static const unsigned char asset_51[] = {
#embed "../Dashboard/Assets/app/parts/loader.js"
};

static const unsigned char asset_52[] = {
#embed "../Dashboard/Assets/app/parts/menu.js"
};

static const unsigned char asset_53[] = {
#embed "../Dashboard/Assets/app/parts/states.js"
};

static const unsigned char asset_54[] = {
#embed "../Dashboard/Assets/app/parts/tip.js"
};

static const unsigned char asset_55[] = {
#embed "../Dashboard/Assets/app/parts/toast.js"
};

static const unsigned char asset_56[] = {
#embed "../Dashboard/Assets/app/parts/virtual-list.js"
};

static const unsigned char asset_57[] = {
#embed "../Dashboard/Assets/app/qr/encode.js"
};

static const unsigned char asset_58[] = {
#embed "../Dashboard/Assets/app/qr/picture.js"
};

static const unsigned char asset_59[] = {
#embed "../Dashboard/Assets/app/routes.js"
};

static const unsigned char asset_60[] = {
#embed "../Dashboard/Assets/app/shell.js"
};

static const unsigned char asset_61[] = {
#embed "../Dashboard/Assets/css/accounts.css"
};

static const unsigned char asset_62[] = {
#embed "../Dashboard/Assets/css/badges.css"
};

static const unsigned char asset_63[] = {
#embed "../Dashboard/Assets/css/base.css"
};

static const unsigned char asset_64[] = {
#embed "../Dashboard/Assets/css/charts.css"
};

static const unsigned char asset_65[] = {
#embed "../Dashboard/Assets/css/controls.css"
};

static const unsigned char asset_66[] = {
#embed "../Dashboard/Assets/css/dialogs.css"
};

static const unsigned char asset_67[] = {
#embed "../Dashboard/Assets/css/forced-colors.css"
};

static const unsigned char asset_68[] = {
#embed "../Dashboard/Assets/css/pages.css"
};

static const unsigned char asset_69[] = {
#embed "../Dashboard/Assets/css/panels.css"
};

static const unsigned char asset_70[] = {
#embed "../Dashboard/Assets/css/shell.css"
};

static const unsigned char asset_71[] = {
#embed "../Dashboard/Assets/css/tables.css"
};

static const unsigned char asset_72[] = {
#embed "../Dashboard/Assets/css/tokens.css"
};

static const unsigned char asset_73[] = {
#embed "../Dashboard/Assets/favicon.svg"
};

static const unsigned char asset_74[] = {
#embed "../Dashboard/Assets/index.html"
};

static const struct dashboard_asset assets[] = {
  {"app/actions/account-actions.js", "text/javascript; charset=utf-8", asset_0, sizeof asset_0},
  {"app/actions/reconnect.js", "text/javascript; charset=utf-8", asset_1, sizeof asset_1},
  {"app/charts/frame.js", "text/javascript; charset=utf-8", asset_2, sizeof asset_2},
  {"app/charts/rate-chart.js", "text/javascript; charset=utf-8", asset_3, sizeof asset_3},
  {"app/charts/scale.js", "text/javascript; charset=utf-8", asset_4, sizeof asset_4},
  {"app/charts/score-chart.js", "text/javascript; charset=utf-8", asset_5, sizeof asset_5},
  {"app/charts/sparkline.js", "text/javascript; charset=utf-8", asset_6, sizeof asset_6},
  {"app/charts/value-chart.js", "text/javascript; charset=utf-8", asset_7, sizeof asset_7},
  {"app/core/api.js", "text/javascript; charset=utf-8", asset_8, sizeof asset_8},
  {"app/core/clock.js", "text/javascript; charset=utf-8", asset_9, sizeof asset_9},
  {"app/core/dom.js", "text/javascript; charset=utf-8", asset_10, sizeof asset_10},
  {"app/core/format.js", "text/javascript; charset=utf-8", asset_11, sizeof asset_11},
  {"app/core/i18n.js", "text/javascript; charset=utf-8", asset_12, sizeof asset_12},
  {"app/core/live.js", "text/javascript; charset=utf-8", asset_13, sizeof asset_13},
  {"app/core/router.js", "text/javascript; charset=utf-8", asset_14, sizeof asset_14},
  {"app/core/session.js", "text/javascript; charset=utf-8", asset_15, sizeof asset_15},
  {"app/core/theme.js", "text/javascript; charset=utf-8", asset_16, sizeof asset_16},
  {"app/core/ticker.js", "text/javascript; charset=utf-8", asset_17, sizeof asset_17},
  {"app/early.js", "text/javascript; charset=utf-8", asset_18, sizeof asset_18},
  {"app/i18n/en.js", "text/javascript; charset=utf-8", asset_19, sizeof asset_19},
  {"app/i18n/id.js", "text/javascript; charset=utf-8", asset_20, sizeof asset_20},
  {"app/main.js", "text/javascript; charset=utf-8", asset_21, sizeof asset_21},
  {"app/pages/account/history.js", "text/javascript; charset=utf-8", asset_22, sizeof asset_22},
  {"app/pages/account/page.js", "text/javascript; charset=utf-8", asset_23, sizeof asset_23},
  {"app/pages/account/present.js", "text/javascript; charset=utf-8", asset_24, sizeof asset_24},
  {"app/pages/accounts/bulk-bar.js", "text/javascript; charset=utf-8", asset_25, sizeof asset_25},
  {"app/pages/accounts/filters.js", "text/javascript; charset=utf-8", asset_26, sizeof asset_26},
  {"app/pages/accounts/page.js", "text/javascript; charset=utf-8", asset_27, sizeof asset_27},
  {"app/pages/accounts/plan.js", "text/javascript; charset=utf-8", asset_28, sizeof asset_28},
  {"app/pages/accounts/rows.js", "text/javascript; charset=utf-8", asset_29, sizeof asset_29},
  {"app/pages/accounts/source.js", "text/javascript; charset=utf-8", asset_30, sizeof asset_30},
  {"app/pages/incidents/page.js", "text/javascript; charset=utf-8", asset_31, sizeof asset_31},
  {"app/pages/login/page.js", "text/javascript; charset=utf-8", asset_32, sizeof asset_32},
  {"app/pages/missing.js", "text/javascript; charset=utf-8", asset_33, sizeof asset_33},
  {"app/pages/overview/gateways.js", "text/javascript; charset=utf-8", asset_34, sizeof asset_34},
  {"app/pages/overview/page.js", "text/javascript; charset=utf-8", asset_35, sizeof asset_35},
  {"app/pages/queues/job.js", "text/javascript; charset=utf-8", asset_36, sizeof asset_36},
  {"app/pages/queues/jobs.js", "text/javascript; charset=utf-8", asset_37, sizeof asset_37},
  {"app/pages/queues/page.js", "text/javascript; charset=utf-8", asset_38, sizeof asset_38},
  {"app/pages/queues/rate-bars.js", "text/javascript; charset=utf-8", asset_39, sizeof asset_39},
  {"app/pages/schedule/page.js", "text/javascript; charset=utf-8", asset_40, sizeof asset_40},
  {"app/pages/store/page.js", "text/javascript; charset=utf-8", asset_41, sizeof asset_41},
  {"app/pages/workers/page.js", "text/javascript; charset=utf-8", asset_42, sizeof asset_42},
  {"app/parts/account.js", "text/javascript; charset=utf-8", asset_43, sizeof asset_43},
  {"app/parts/badge.js", "text/javascript; charset=utf-8", asset_44, sizeof asset_44},
  {"app/parts/choice.js", "text/javascript; charset=utf-8", asset_45, sizeof asset_45},
  {"app/parts/dialog.js", "text/javascript; charset=utf-8", asset_46, sizeof asset_46},
  {"app/parts/icon.js", "text/javascript; charset=utf-8", asset_47, sizeof asset_47},
  {"app/parts/incident.js", "text/javascript; charset=utf-8", asset_48, sizeof asset_48},
  {"app/parts/kpi.js", "text/javascript; charset=utf-8", asset_49, sizeof asset_49},
  {"app/parts/later.js", "text/javascript; charset=utf-8", asset_50, sizeof asset_50},
  {"app/parts/loader.js", "text/javascript; charset=utf-8", asset_51, sizeof asset_51},
  {"app/parts/menu.js", "text/javascript; charset=utf-8", asset_52, sizeof asset_52},
  {"app/parts/states.js", "text/javascript; charset=utf-8", asset_53, sizeof asset_53},
  {"app/parts/tip.js", "text/javascript; charset=utf-8", asset_54, sizeof asset_54},
  {"app/parts/toast.js", "text/javascript; charset=utf-8", asset_55, sizeof asset_55},
  {"app/parts/virtual-list.js", "text/javascript; charset=utf-8", asset_56, sizeof asset_56},
  {"app/qr/encode.js", "text/javascript; charset=utf-8", asset_57, sizeof asset_57},
  {"app/qr/picture.js", "text/javascript; charset=utf-8", asset_58, sizeof asset_58},
  {"app/routes.js", "text/javascript; charset=utf-8", asset_59, sizeof asset_59},
  {"app/shell.js", "text/javascript; charset=utf-8", asset_60, sizeof asset_60},
  {"css/accounts.css", "text/css; charset=utf-8", asset_61, sizeof asset_61},
  {"css/badges.css", "text/css; charset=utf-8", asset_62, sizeof asset_62},
  {"css/base.css", "text/css; charset=utf-8", asset_63, sizeof asset_63},
  {"css/charts.css", "text/css; charset=utf-8", asset_64, sizeof asset_64},
  {"css/controls.css", "text/css; charset=utf-8", asset_65, sizeof asset_65},
  {"css/dialogs.css", "text/css; charset=utf-8", asset_66, sizeof asset_66},
  {"css/forced-colors.css", "text/css; charset=utf-8", asset_67, sizeof asset_67},
  {"css/pages.css", "text/css; charset=utf-8", asset_68, sizeof asset_68},
  {"css/panels.css", "text/css; charset=utf-8", asset_69, sizeof asset_69},
  {"css/shell.css", "text/css; charset=utf-8", asset_70, sizeof asset_70},
  {"css/tables.css", "text/css; charset=utf-8", asset_71, sizeof asset_71},
  {"css/tokens.css", "text/css; charset=utf-8", asset_72, sizeof asset_72},
  {"favicon.svg", "image/svg+xml", asset_73, sizeof asset_73},
  {"index.html", "text/html; charset=utf-8", asset_74, sizeof asset_74},
};

const size_t dashboard_asset_count = sizeof assets / sizeof assets[0];

const struct dashboard_asset *dashboard_asset_at(size_t index) { return &assets[index]; }
