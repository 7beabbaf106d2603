#include "console/conversation.h"

#include "wire/json_reader.h"
#include "wire/json_writer.h"
#include "wire/wipe.h"

namespace genkan::console {

namespace {

// A domain controller may take its time over a password; the agent answers within two seconds.
constexpr DWORD passwordWithinMs = 30000;
constexpr DWORD answerWithinMs = 5000;

std::string utf8Of(const std::wstring& text) {
  std::string bytes(text.size() * 3, '\0');
  bytes.resize(static_cast<size_t>(WideCharToMultiByte(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), bytes.data(), static_cast<int>(bytes.size()), nullptr, nullptr)));
  return bytes;
}

bool startsWith(const std::string& text, const std::string& start) { return text.compare(0, start.size(), start) == 0; }

}  // namespace

bool Conversation::ask(wire::JsonObject& request, std::string& type, std::string& message, wire::JsonObject& answer) {
  const std::string id = std::to_string(++lastId_);
  const bool password = request.text("password") != nullptr;
  request.add("v", wire::JsonValue(std::int64_t{1}));
  request.add("id", wire::JsonValue(id));
  std::string line = wire::writeFlatJson(request);
  wire::WipeAtEnd wiped(line);
  std::string reply;
  if (!pipe_.ask(line, password ? passwordWithinMs : answerWithinMs, reply)) return false;
  auto read = wire::readFlatJson(reply);
  if (!read || read->text("t") == nullptr || read->text("id") == nullptr || *read->text("id") != id) return false;
  type = *read->text("t");
  message = read->text("message") == nullptr ? std::string() : *read->text("message");
  answer = std::move(*read);
  return true;
}

HostAnswer Conversation::status() {
  wire::JsonObject request, answer;
  request.add("t", "host-status");
  std::string type, message;
  if (!ask(request, type, message, answer) || type != "host-status") return HostAnswer::Failed;
  const std::string* agent = answer.text("agent");
  return agent != nullptr && *agent == "ready" ? HostAnswer::Ready : HostAnswer::AgentAway;
}

HostAnswer Conversation::prove(const std::wstring& password) {
  wire::JsonObject request, answer;
  request.add("t", "host-prove");
  request.add("password", wire::JsonValue(utf8Of(password)));
  std::string type, message;
  if (!ask(request, type, message, answer)) return HostAnswer::Failed;
  if (type == "host-proved") return HostAnswer::Proved;
  if (message == "password-wrong") return HostAnswer::PasswordWrong;
  if (message == "too-many") return HostAnswer::TooMany;
  if (message == "password-check-unavailable") return HostAnswer::CheckUnavailable;
  return message == "agent-away" ? HostAnswer::AgentAway : HostAnswer::Failed;
}

HostAnswer Conversation::openConsole(std::string& address) {
  wire::JsonObject request, answer;
  request.add("t", "console-open");
  std::string type, message;
  if (!ask(request, type, message, answer)) return HostAnswer::Failed;
  if (message == "agent-away") return HostAnswer::AgentAway;
  const std::string* url = answer.text("url");
  // Whatever answers, nothing but a page of this very PC is opened.
  if (type != "console-address" || url == nullptr || !startsWith(*url, "http://127.0.0.1:")) return HostAnswer::Failed;
  address = *url;
  return HostAnswer::Address;
}

}  // namespace genkan::console
