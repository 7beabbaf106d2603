// The proof that this DLL works on this PC, before it may hide anything.
#pragma once

#include <windows.h>

namespace genkan::provider {

// Goes through what LogonUI does, in this process: tiles, texts of both languages, packing, the package of LSA.
// S_OK, and Guard says so for this version; else the first thing that failed, and Guard says that none passed.
HRESULT runSelfTest() noexcept;

}  // namespace genkan::provider
