// This program as a Windows service.
#pragma once

namespace genkan::host {

// Runs until the service is stopped. Returns the exit code of the process; 1 when it was not started by Windows as a service.
int runAsService();

}  // namespace genkan::host
