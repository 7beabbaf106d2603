// Pictures of a tile.
#pragma once

#include <windows.h>

#include "credential-provider/qr_bitmap.h"

namespace genkan::provider {

// A 32-bit bitmap that LogonUI owns from then on. Null without memory.
HBITMAP makeBitmap(const logon::Pixels& pixels) noexcept;

// The provider's sign in the list of sign-in options, drawn here: no file is read at the logon screen.
logon::Pixels drawLogo();

}  // namespace genkan::provider
