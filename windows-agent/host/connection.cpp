#include "host/connection.h"

#include <utility>

#include "wire/json_reader.h"
#include "wire/json_writer.h"

namespace genkan::host {

namespace {

Route refusal(std::string id, const char* word) {
  Route route;
  route.id = std::move(id);
  route.error = word;
  return route;
}

}  // namespace

wire::JsonObject answerTo(std::string_view id, std::string_view type) {
  wire::JsonObject answer;
  answer.add("v", wire::JsonValue(std::int64_t{1}));
  answer.add("id", wire::JsonValue(std::string(id)));
  answer.add("t", wire::JsonValue(std::string(type)));
  return answer;
}

std::string errorAnswer(std::string_view id, std::string_view word) {
  auto answer = answerTo(id, "error");
  answer.add("message", wire::JsonValue(std::string(word)));
  return wire::writeFlatJson(answer);
}

Route Connection::route(std::string_view line) {
  auto message = wire::readFlatJson(line);
  if (!message) return refusal("", "malformed");
  const std::string* id = message->text("id");
  const std::string* type = message->text("t");
  if (id == nullptr || id->empty() || id->size() > 64) return refusal("", "malformed");
  if (type == nullptr || message->number("v") != 1) return refusal(*id, "malformed");

  Route route;
  route.id = *id;
  route.type = *type;
  if (type->compare(0, 5, "host-") == 0) {
    route.kind = Route::Kind::hostMessage;
    route.message = std::move(*message);
    return route;
  }
  if (peer_.kind == PipeKind::user && !proved_ && *type != "state") return refusal(*id, "not-allowed");
  if (isFull() || waiting_.count(*id) > 0) return refusal(*id, "busy");
  if (peer_.kind == PipeKind::auth && *type == "check") {
    const std::string* sid = message->text("windowsSid");
    const std::string* factors = message->text("factors");
    release_.checkSent(*id, sid == nullptr ? "" : *sid, factors != nullptr && *factors == "otp");
  }
  route.kind = Route::Kind::forward;
  return route;
}

void Connection::proved(wire::Account account) {
  proved_ = true;
  console_ = std::move(account);
}

std::string Connection::openLine(std::uint64_t number) const {
  const bool console = peer_.kind == PipeKind::user || proved_;
  return wire::openLine(number, console, peer_.processId, peer_.sessionId, console_);
}

void Connection::answered(std::string_view json, std::int64_t nowMs) {
  const auto answer = wire::readFlatJson(json);
  if (!answer) return;
  const std::string* id = answer->text("id");
  if (id == nullptr) return;
  waiting_.erase(*id);
  const std::string* type = answer->text("t");
  if (type == nullptr) return;
  const std::string* outcome = answer->text("outcome");
  release_.answered(*id, *type == "verdict" && outcome != nullptr && *outcome == "accepted", nowMs);
}

}  // namespace genkan::host
