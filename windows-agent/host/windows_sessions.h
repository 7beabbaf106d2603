// Windows sessions: who is in them, from where, and what may be done to them.
#pragma once

#include <optional>
#include <string>

#include "wire/host_line.h"

namespace genkan::host {

struct SeenSession {
  wire::Account account;  // none at a logon screen
  std::string source = "console";
};

// Asks the session service only, no domain controller.
SeenSession lookAtSession(unsigned long sessionId);
// True when the person in the session is an administrator or it cannot be told.
bool sessionOfAdministrator(unsigned long sessionId);
// Lines `<sessionId> <active|disconnected> <locked 0|1> <source> <SID> <account hex> <logonUtcMs>` of all sessions with a person.
// Empty text: nobody is there. Nothing at all: Windows does not say, which must not be taken for nobody.
std::optional<std::string> listSessions();
bool lockSession(unsigned long sessionId);
bool disconnectSession(unsigned long sessionId);
bool logoffSession(unsigned long sessionId);

}  // namespace genkan::host
