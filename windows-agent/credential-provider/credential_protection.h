// CredProtect and its sisters, found at run time: wine's DLLs lack them, and a static import would keep this
// DLL from loading at all.
#pragma once

#include <optional>
#include <vector>

#include "credential-provider/secret.h"

namespace genkan::provider {

// The password as LSA takes it from a logon screen. Nullopt when Windows offers protection and it failed.
std::optional<logon::Secret> protect(std::u16string_view password);
// Plain text of a password that may be protected. Nullopt when it is protected and cannot be read.
std::optional<logon::Secret> unprotect(std::u16string_view password);

// Packs an account of a provider beside the local one (Microsoft account, Entra), as Windows' own tiles do.
// Nullopt where Windows cannot.
std::optional<std::vector<unsigned char>> packConnectedAccount(std::u16string_view qualifiedName, std::u16string_view password);

}  // namespace genkan::provider
