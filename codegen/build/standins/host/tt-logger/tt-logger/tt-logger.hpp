// Stand-in for tt-logger: format strings and arguments are checked, nothing is written. For checking only.
#pragma once

#include <fmt/format.h>

namespace tt {

enum LogType : unsigned {
    LogAlways,
    LogBuildKernels,
    LogDevice,
    LogDispatch,
    LogDistributed,
    LogEmulationDriver,
    LogEmule,
    LogFabric,
    LogInspector,
    LogLLRuntime,
    LogLoader,
    LogMetal,
    LogMetalTrace,
    LogOp,
    LogRunningKernels,
    LogSiliconDriver,
    LogTTNN,
    LogTest,
    LogTimer,
    LogUMD,
    LogVerif,
};

}  // namespace tt

#define TTDW_LOG(type, ...)                         \
    do {                                            \
        if (false) {                                \
            (void)(type);                           \
            (void)::fmt::format(__VA_ARGS__);       \
        }                                           \
    } while (false)
#define log_critical(type, ...) TTDW_LOG(type, __VA_ARGS__)
#define log_debug(type, ...) TTDW_LOG(type, __VA_ARGS__)
#define log_error(type, ...) TTDW_LOG(type, __VA_ARGS__)
#define log_fatal(type, ...) TTDW_LOG(type, __VA_ARGS__)
#define log_info(type, ...) TTDW_LOG(type, __VA_ARGS__)
#define log_trace(type, ...) TTDW_LOG(type, __VA_ARGS__)
#define log_warning(type, ...) TTDW_LOG(type, __VA_ARGS__)
