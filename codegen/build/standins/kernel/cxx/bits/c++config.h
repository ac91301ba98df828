// The host's configuration of libstdc++, less what a processor without operating system and without double words lacks.
#pragma once

#include_next <bits/c++config.h>

#undef _GLIBCXX_HAS_GTHREADS
#undef _GLIBCXX_HAVE_ALIGNED_ALLOC
#undef _GLIBCXX_HAVE_LINUX_FUTEX
#undef _GLIBCXX_HAVE_TIMESPEC_GET
#undef _GLIBCXX_HAVE_TLS
#undef _GLIBCXX_HAVE_UCHAR_H
#undef _GLIBCXX_USE_C99_COMPLEX
#undef _GLIBCXX_USE_FLOAT128
#undef _GLIBCXX_USE_NLS
#undef _GLIBCXX_USE_WCHAR_T
#undef _GLIBCXX_VERBOSE
