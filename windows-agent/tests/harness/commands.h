// The commands of the script; README.md describes each.
#pragma once

#include "tests/harness/script.h"

namespace genkan::harness {

// False for a command that there is not, or without what it needs.
bool runCommand(Script& script, const Words& words, const std::string& rest, Result& result);

}  // namespace genkan::harness
