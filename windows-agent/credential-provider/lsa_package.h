// The authentication package that takes our credentials.
#pragma once

#include <windows.h>

namespace genkan::provider {

// The number of the package Negotiate; any failure means that nobody can log on with our credential.
HRESULT negotiatePackage(ULONG* package);

}  // namespace genkan::provider
