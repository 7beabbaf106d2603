#include "host/core.h"

#include "host/guard.h"
#include "host/password_check.h"
#include "host/places.h"
#include "host/service_log.h"
#include "host/stamp_now.h"
#include "host/windows_sessions.h"
#include "wire/json_writer.h"
#include "wire/wipe.h"

namespace genkan::host {

namespace {

constexpr unsigned wtsLogon = 5;
constexpr unsigned wtsUnlock = 8;
// Windows may tell of the logon before the tile tells of its success.
constexpr std::int64_t recentMs = 10 * 1000;

// Exactly the head (`v`, `id`, `t`) and these fields.
bool hasOnly(const wire::JsonObject& message, std::size_t fields) { return message.entries().size() == 3 + fields; }

std::string textOf(const wire::JsonObject& message, const char* name) {
  const std::string* text = message.text(name);
  return text == nullptr ? std::string() : *text;
}

const char* wordOf(Vault::State state) {
  switch (state) {
    case Vault::State::kept: return "kept";
    case Vault::State::stale: return "stale";
    default: return "none";
  }
}

}  // namespace

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
  if (vault && client.rules.peer().kind == PipeKind::auth) return vaultMessage(client, route);
  client.pipe->send(errorAnswer(route.id, vault ? "not-allowed" : route.type == "host-status" ? "malformed" : "unknown-type"));
}

void Core::prove(std::uint64_t id, Client& client, const Route& route) {
  wire::Account account = client.rules.peer().account;
  const bool auth = client.rules.peer().kind == PipeKind::auth;
  if (auth) account = {textOf(route.message, "windowsSid"), textOf(route.message, "windowsAccount")};
  const std::string* password = route.message.text("password");
  const bool named = wire::isSid(account.sid) && !account.name.empty() && account.name.size() <= 512;
  if (password == nullptr || password->empty() || !named || !hasOnly(route.message, auth ? 3 : 1)) return client.pipe->send(errorAnswer(route.id, "malformed"));
  if (client.proving) return client.pipe->send(errorAnswer(route.id, "busy"));
  if (!proofRate_.allow(account.sid, monotonicNow())) return refuse(client, route.id, "too-many");
  auto secret = std::make_shared<std::string>(*password);
  const bool posted = workers_.post([this, id, messageId = route.id, account, secret] {
    const PasswordVerdict verdict = checkPassword(account, *secret);
    wire::wipe(*secret);
    const std::string word = verdict == PasswordVerdict::right ? "" : verdict == PasswordVerdict::wrong ? "password-wrong" : "password-check-unavailable";
    tasks_.post([this, id, messageId, account, word] { proofDone(id, messageId, account, word); });
  });
  if (!posted) {
    wire::wipe(*secret);
    return refuse(client, route.id, "password-check-unavailable");
  }
  client.proving = true;
}

void Core::proofDone(std::uint64_t id, const std::string& messageId, const wire::Account& account, const std::string& word) {
  const auto place = clients_.find(id);
  if (place == clients_.end()) return;
  Client& client = place->second;
  client.proving = false;
  if (!word.empty()) return refuse(client, messageId, word);
  // The agent must hear of this connection anew: now it speaks for somebody.
  closeAtAgent(client);
  client.rules.proved(account);
  if (agent_ && delivery_.ready()) openAtAgent(id, client);
  reply(client, messageId, "host-proved");
}

void Core::vaultMessage(Client& client, const Route& route) {
  const std::string sid = textOf(route.message, "windowsSid");
  if (!wire::isSid(sid)) return client.pipe->send(errorAnswer(route.id, "malformed"));
  if (route.type == "host-vault-stage" && hasOnly(route.message, 3)) return stage(client, route, sid);
  if (route.type == "host-vault-release" && hasOnly(route.message, 2)) return releasePassword(client, route, sid);
  if (route.type == "host-vault-state" && hasOnly(route.message, 1)) {
    auto answer = answerTo(route.id, "host-vault-state");
    answer.add("state", wordOf(vault_.state(sid)));
    return client.pipe->send(wire::writeFlatJson(answer));
  }
  if (route.type == "host-vault-stale" && hasOnly(route.message, 1)) {
    if (!vault_.markStale(sid)) return refuse(client, route.id, "not-marked");
    report(LogLevel::info, EventId::passwordForgotten, "A kept password was refused by Windows and deleted");
    return reply(client, route.id, "host-vault-marked");
  }
  client.pipe->send(errorAnswer(route.id, "malformed"));
}

void Core::stage(Client& client, const Route& route, const std::string& sid) {
  const std::string* password = route.message.text("password");
  const std::int64_t now = monotonicNow();
  if (password == nullptr || !loadGuard().keepPasswords || !vault_.stage(sid, *password, now)) return refuse(client, route.id, "not-kept");
  const auto recent = recentLogons_.find(sid);
  if (recent != recentLogons_.end() && now - recent->second.atMs <= recentMs && !keepStaged(sid, recent->second.sessionId)) {
    return refuse(client, route.id, "not-kept");
  }
  reply(client, route.id, "host-vault-staged");
}

void Core::releasePassword(Client& client, const Route& route, const std::string& sid) {
  const bool allowed = client.rules.releaseRule().release(textOf(route.message, "checkId"), sid, monotonicNow());
  auto password = allowed && loadGuard().keepPasswords ? vault_.open(sid) : std::nullopt;
  if (!password) return refuse(client, route.id, "no-password");
  auto answer = answerTo(route.id, "host-vault-password");
  answer.add("password", wire::JsonValue(*password));
  wire::wipe(*password);
  client.pipe->send(wire::writeFlatJson(answer));
}

bool Core::keepStaged(const std::string& sid, unsigned long sessionId) {
  const Guard guard = loadGuard();
  const bool administrator = sessionOfAdministrator(sessionId);
  if (!guard.keepPasswords || (administrator && !guard.keepAdministratorPasswords)) {
    vault_.unstage(sid);
    return false;
  }
  const bool kept = vault_.keep(sid, administrator);
  if (kept) report(LogLevel::info, EventId::passwordKept, "A password was kept for logons by one-time code");
  return kept;
}

void Core::sessionForVault(const SessionEvent& event, const wire::Account& account) {
  if (account.none() || (event.event != wtsLogon && event.event != wtsUnlock)) return;
  recentLogons_[account.sid] = {event.sessionId, monotonicNow()};
  if (recentLogons_.size() > 256) recentLogons_.erase(recentLogons_.begin());
  if (vault_.isStaged(account.sid)) keepStaged(account.sid, event.sessionId);
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
