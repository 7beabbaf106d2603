// The data folder and its protection.
#pragma once

namespace genkan::host {

// Makes the folder with its subfolders and gives it its list again, at each start too: who changed it must not keep a way in.
bool protectDataFolder();

// At installation: a folder that somebody who is no administrator has put there is moved away, with all that lies in it.
// False when that fails.
bool takeDataFolder();

}  // namespace genkan::host
