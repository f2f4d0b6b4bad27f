"""Which files of front-end packages are collected."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    # Of ECharts one build is served; the others, with their maps, are forty megabytes.
    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        *(
            "echarts.js*",
            "echarts.min.js*",
            "echarts.esm.*",
            "echarts.simple.*",
            "echarts.common.js*",
            "extension",
        ),
    ]
