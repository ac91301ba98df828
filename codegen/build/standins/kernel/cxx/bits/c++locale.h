// No locales: declarations only, for tt-metal's headers which include <string> and <iostream>.
#pragma once

#include <clocale>

#define _GLIBCXX_NUM_CATEGORIES 0

namespace std {

using __c_locale = int*;

int __convert_from_v(const __c_locale&, char* out, int size, const char* format, ...);

}  // namespace std
