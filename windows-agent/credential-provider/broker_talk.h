// Questions to host and agent, and what their answers mean. An answer that is not exactly what was asked for
// counts as none.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "credential-provider/broker_line.h"
#include "credential-provider/logon_methods.h"
#include "wire/json_object.h"

namespace genkan::logon {

enum class Heard : unsigned char { answer, starting, unavailable, cancelled };

struct Answer {
  Heard heard = Heard::unavailable;
  wire::JsonObject fields;

  bool is(std::string_view type) const;
  std::string_view text(std::string_view name) const;
};

struct MethodsAnswer {
  Heard heard = Heard::unavailable;
  Methods methods;
};

class BrokerTalk final {
 public:
  BrokerTalk(Broker& broker, Machine& machine, Progress& progress) : broker_(broker), machine_(machine), progress_(progress) {}

  // Nullopt and `line` set, or why there is no connection.
  std::optional<Heard> open(std::unique_ptr<BrokerLine>& line);
  // Adds version and id; `id` receives it. The question's strings are wiped with it.
  Answer ask(BrokerLine& line, wire::JsonObject question, Milliseconds deadline = callDeadline, std::string* id = nullptr);
  MethodsAnswer askMethods(BrokerLine& line, std::string_view windowsSid, std::string_view scenario);

 private:
  Heard whyAway(BrokerLine& line);
  Answer exchange(BrokerLine& line, wire::JsonObject& question, Milliseconds deadline, std::string& id);

  Broker& broker_;
  Machine& machine_;
  Progress& progress_;
};

wire::JsonObject question(std::string_view type);
std::optional<Methods> readMethods(const Answer& answer);
Vault readVault(const Answer& answer);
std::optional<RegistrationOffer> readOffer(const Answer& answer);

}  // namespace genkan::logon
