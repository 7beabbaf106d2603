// The commands of genkan-host.exe. Each prints one line and returns the exit code of the process, 0 when it worked.
#pragma once

#include <string>

#include "host/arguments.h"

namespace genkan::host {

int installService(const Arguments& arguments);
int uninstallService(const Arguments& arguments);
int startService(const Arguments& arguments);
int stopService(const Arguments& arguments);
int configureAgent(const Arguments& arguments);
int registerProvider(const Arguments& arguments);
int unregisterProvider(const Arguments& arguments);
int safeMode(const Arguments& arguments);
int drainAgent(const Arguments& arguments);
int removeData(const Arguments& arguments);
int showStatus(const Arguments& arguments);
int selfTest(const Arguments& arguments);

// Prints a line in UTF-8 and returns `code`.
int say(const std::string& line, int code);
// "…: Windows error 5".
std::string withError(const std::string& text, unsigned long error);

}  // namespace genkan::host
