#pragma once
#include <string>

#include "console/user_pipe.h"
#include "wire/json_object.h"

namespace genkan::console {

enum class HostAnswer { Ready, AgentAway, Proved, PasswordWrong, TooMany, CheckUnavailable, Address, Failed };

// What the launcher says over the pipe of people (contract: windows-agent/host/README.md).
class Conversation final {
 public:
  explicit Conversation(UserPipe& pipe) : pipe_(pipe) {}

  // Whether the agent can be asked; found out before a password is asked for.
  HostAnswer status();
  // Proves that who sits here knows the password of the account that runs this process.
  HostAnswer prove(const std::wstring& password);
  // The address of the page, good once and for a minute.
  HostAnswer openConsole(std::string& address);

 private:
  bool ask(wire::JsonObject& request, std::string& type, std::string& message, wire::JsonObject& answer);

  UserPipe& pipe_;
  int lastId_ = 0;
};

}  // namespace genkan::console
