// The proof that this DLL works on this PC, before it may hide anything.
#pragma once

#include <windows.h>

namespace genkan::provider {

// Goes through what LogonUI does, in this process: tiles, texts of both languages, packing, the package of LSA.
// S_OK, or the first thing that failed is in the event log. Who asked writes Guard\SelfTestPassed.
HRESULT runSelfTest() noexcept;

}  // namespace genkan::provider
