// Stand-in for the profiler's interface in C: nothing is measured. For checking only.
#pragma once

typedef const void* TracyCZoneCtx;

#define TracyCZone(...)
#define TracyCZoneColor(...)
#define TracyCZoneEnd(...)
#define TracyCZoneName(...)
#define TracyMessageC(...)
