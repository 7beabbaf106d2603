// Service controls of the test build, which stand for what wine does not deliver. The release build has none of it.
#pragma once

#include <windows.h>

namespace genkan::host {

#ifdef GENKAN_TEST_CONTROLS
// 160+n: session change n of the session that the registry names; 176: preshutdown; 180+n: power event n; 200: the clock was set.
// Calls the real handler with what Windows would have given it.
DWORD takeTestControl(DWORD control, LPHANDLER_FUNCTION_EX handler);
#endif

}  // namespace genkan::host
