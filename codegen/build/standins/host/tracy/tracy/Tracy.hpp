// Stand-in for the profiler: nothing is measured. For checking only.
#pragma once

#define FrameMark
#define ZoneColor(...)
#define ZoneName(...)
#define ZoneScoped
#define ZoneScopedC(...)
#define ZoneScopedN(...)
#define ZoneScopedNC(...)
#define ZoneText(...)
#define ZoneValue(...)
#define TracyMessage(...)
#define TracyMessageL(...)
#define TracyPlot(...)
