// The data folder and its protection: it belongs to the administrators as a group, and so does all that lies in it.
#pragma once

#include <optional>
#include <string>

namespace genkan::host {

// Makes the folder with its subfolders and gives it owner and list of rights again, at each start too: who changed them must
// not keep a way in. What is wrong, in words for an administrator, when it is not safe afterwards; nothing may then be
// read from it or written to it.
std::optional<std::string> protectDataFolder();

// At installation: a folder that holds anything of somebody who is neither SYSTEM nor the administrators as a group is moved
// away, with all that lies in it. False when that fails.
bool takeDataFolder();

}  // namespace genkan::host
