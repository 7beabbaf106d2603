// The people whom LogonUI lists.
#pragma once

#include <vector>

#include "credential-provider/credprov_abi.h"
#include "credential-provider/tile_task.h"

namespace genkan::provider {

// Each SID once, in Windows' order. Null and empty arrays are what a PC shows that hides its last user.
std::vector<logon::TileAccount> readUsers(ICredentialProviderUserArray* users);

}  // namespace genkan::provider
