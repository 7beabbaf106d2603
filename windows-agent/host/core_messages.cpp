#include "host/core.h"

#include "host/guard.h"
#include "host/message_fields.h"
#include "host/password_check.h"
#include "host/places.h"
#include "host/service_log.h"
#include "host/stamp_now.h"
#include "wire/json_writer.h"
#include "wire/wipe.h"

namespace genkan::host {

void Core::reply(Client& client, std::string_view id, std::string_view type) { client.pipe->send(wire::writeFlatJson(answerTo(id, type))); }

void Core::refuse(Client& client, std::string_view id, std::string_view word) {
  auto answer = answerTo(id, "host-refused");
  answer.add("message", wire::JsonValue(std::string(word)));
  client.pipe->send(wire::writeFlatJson(answer));
}

void Core::hostMessage(std::uint64_t id, Client& client, const Route& route) {
  if (route.type == "host-status" && hasOnly(route.message, 0)) {
    auto answer = answerTo(route.id, "host-status");
    answer.add("agent", !agent_ ? "away" : delivery_.ready() ? "ready" : "starting");
    answer.add("version", productVersion());
    return client.pipe->send(wire::writeFlatJson(answer));
  }
  if (route.type == "host-prove") return prove(id, client, route);
  const bool vault = route.type.compare(0, 11, "host-vault-") == 0;
  if (vault && client.rules.peer().kind == PipeKind::auth) return vaultMessage(id, client, route);
  client.pipe->send(errorAnswer(route.id, vault ? "not-allowed" : route.type == "host-status" ? "malformed" : "unknown-type"));
}

void Core::prove(std::uint64_t id, Client& client, const Route& route) {
  wire::Account account = client.rules.peer().account;
  const bool auth = client.rules.peer().kind == PipeKind::auth;
  if (auth) account = {textOf(route.message, "windowsSid"), textOf(route.message, "windowsAccount")};
  const std::string* password = route.message.text("password");
  const bool named = wire::isSid(account.sid) && !account.name.empty() && account.name.size() <= 512;
  if (password == nullptr || password->empty() || !named || !hasOnly(route.message, auth ? 3 : 1)) return client.pipe->send(errorAnswer(route.id, "malformed"));
  const PipeKind kind = client.rules.peer().kind;
  // One at a time for each account, whatever the connection: nobody holds all workers.
  if (client.proving || proving_.count({kind, account.sid}) > 0) return refuse(client, route.id, "busy");
  if (!proofRate_.allow(account.sid, monotonicNow())) return refuse(client, route.id, "too-many");
  auto secret = std::make_shared<std::string>(*password);
  WorkerPool& workers = auth ? screenWorkers_ : consoleWorkers_;
  const bool posted = workers.post([this, id, kind, messageId = route.id, account, secret] {
    const PasswordVerdict verdict = checkPassword(account, *secret);
    wire::wipe(*secret);
    const std::string word = verdict == PasswordVerdict::right ? "" : verdict == PasswordVerdict::wrong ? "password-wrong" : "password-check-unavailable";
    tasks_.post([this, id, kind, messageId, account, word] { proofDone(id, kind, messageId, account, word); });
  });
  if (!posted) {
    wire::wipe(*secret);
    return refuse(client, route.id, "busy");
  }
  client.proving = true;
  proving_.emplace(kind, account.sid);
}

void Core::proofDone(std::uint64_t id, PipeKind kind, const std::string& messageId, const wire::Account& account, const std::string& word) {
  proving_.erase({kind, account.sid});
  const auto place = clients_.find(id);
  if (place == clients_.end()) return;
  Client& client = place->second;
  client.proving = false;
  if (!word.empty()) return refuse(client, messageId, word);
  // The agent must hear of this connection anew: now it speaks for somebody. What it was asked before on this connection it answers no more.
  closeAtAgent(client);
  for (const std::string& question : client.rules.takeWaiting()) client.pipe->send(errorAnswer(question, "agent-away"));
  client.rules.proved(account);
  if (agent_ && delivery_.ready()) openAtAgent(id, client);
  reply(client, messageId, "host-proved");
}

void Core::setGuard(std::uint64_t id, const std::string& json) {
  const auto guard = readGuard(json);
  const Guard before = loadGuard();
  const bool stored = guard && storeGuard(*guard);
  if (stored) {
    // What may not be kept any more goes at once.
    if (!guard->keepPasswords) {
      vault_.forgetAll();
    } else if (!guard->keepAdministratorPasswords) {
      vault_.forgetAdministrators();
    }
    if (before.enforce != guard->enforce || before.keepPasswords != guard->keepPasswords ||
        before.keepAdministratorPasswords != guard->keepAdministratorPasswords) {
      report(LogLevel::info, EventId::guardChanged,
             std::string("Policy of the logon screen: enforce ") + (guard->enforce ? "on" : "off") + ", keep passwords " +
                 (guard->keepPasswords ? "on" : "off") + ", of administrators " + (guard->keepAdministratorPasswords ? "on" : "off"));
    }
  }
  answerQuestion(agentRun_, id, stored, "");
}

}  // namespace genkan::host
