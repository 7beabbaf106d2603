#include "host/core.h"

#include "host/guard.h"
#include "host/membership.h"
#include "host/message_fields.h"
#include "host/service_log.h"
#include "host/stamp_now.h"
#include "host/windows_sessions.h"
#include "wire/json_writer.h"
#include "wire/wipe.h"

namespace genkan::host {

namespace {

constexpr unsigned wtsLogon = 5;
constexpr unsigned wtsUnlock = 8;

const char* wordOf(Vault::State state) {
  switch (state) {
    case Vault::State::kept: return "kept";
    case Vault::State::stale: return "stale";
    default: return "none";
  }
}

}  // namespace

void Core::vaultMessage(std::uint64_t id, Client& client, const Route& route) {
  const std::string sid = textOf(route.message, "windowsSid");
  if (!wire::isSid(sid)) return client.pipe->send(errorAnswer(route.id, "malformed"));
  if (route.type == "host-vault-stage" && hasOnly(route.message, 3)) return stage(client, route, sid);
  if (route.type == "host-vault-release" && hasOnly(route.message, 2)) return releasePassword(id, client, route, sid);
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
  const auto session = recentLogons_.sessionOf(sid, now);
  if (session && !keepStaged(sid, *session)) return refuse(client, route.id, "not-kept");
  reply(client, route.id, "host-vault-staged");
}

// The account may have become an administrator since its password was kept; Windows is asked on a worker, for that may take its time.
void Core::releasePassword(std::uint64_t id, Client& client, const Route& route, const std::string& sid) {
  const bool allowed = client.rules.releaseRule().release(textOf(route.message, "checkId"), sid, monotonicNow());
  if (!allowed || vault_.state(sid) != Vault::State::kept) return refuse(client, route.id, "no-password");
  const bool posted = screenWorkers_.post([this, id, messageId = route.id, sid] {
    const Membership administrators = administratorMembership(sid);
    tasks_.post([this, id, messageId, sid, administrators] { releaseDecided(id, messageId, sid, administrators); });
  });
  if (!posted) refuse(client, route.id, "no-password");
}

void Core::releaseDecided(std::uint64_t id, const std::string& messageId, const std::string& sid, Membership administrators) {
  // Also for a client that has gone meanwhile: what may not be kept any more goes.
  const ReleaseDecision decision = decideRelease(loadGuard(), administrators);
  if (decision == ReleaseDecision::refuseAndForget) forgetPassword(sid, "its account is an administrator now");
  const auto place = clients_.find(id);
  if (place == clients_.end()) return;
  auto password = decision == ReleaseDecision::give ? vault_.open(sid) : std::nullopt;
  if (!password) {
    if (administrators == Membership::unknown) log(LogLevel::warning, "A kept password was not released: Windows does not say whether its account is an administrator");
    return refuse(place->second, messageId, "no-password");
  }
  auto answer = answerTo(messageId, "host-vault-password");
  answer.add("password", wire::JsonValue(*password));
  wire::wipe(*password);
  place->second.pipe->send(wire::writeFlatJson(answer));
}

void Core::forgetPassword(const std::string& sid, const char* why) {
  if (vault_.state(sid) != Vault::State::kept || !vault_.forget(sid)) return;
  report(LogLevel::info, EventId::passwordForgotten, std::string("A kept password was deleted: ") + why);
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
  recentLogons_.note(account.sid, event.sessionId, monotonicNow());
  if (vault_.isStaged(account.sid)) keepStaged(account.sid, event.sessionId);
  // Whoever comes as an administrator by another way has what was kept before deleted, not only at the next code.
  if (vault_.state(account.sid) == Vault::State::kept && !loadGuard().keepAdministratorPasswords && sessionOfAdministrator(event.sessionId)) {
    forgetPassword(account.sid, "its account logged on as an administrator");
  }
}

}  // namespace genkan::host
