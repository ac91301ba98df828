// No operating system: nothing to define.
#pragma once
