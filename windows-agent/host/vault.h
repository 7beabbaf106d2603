// Windows passwords kept for a logon by one-time code alone, one file a SID below `passwords`. See README.md for the rules.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "host/sealing.h"

namespace genkan::host {

class Vault final {
 public:
  enum class State { none, kept, stale };
  static constexpr std::int64_t stagedForMs = 30 * 1000;

  explicit Vault(std::wstring folder);
  ~Vault();
  Vault(const Vault&) = delete;
  Vault& operator=(const Vault&) = delete;

  // Holds a password that Windows has accepted until a logon of that SID is seen. False when it cannot be kept.
  bool stage(const std::string& sid, const std::string& password, std::int64_t nowMs);
  bool isStaged(const std::string& sid) const noexcept { return staged_.count(sid) > 0; }
  // Writes what is staged for the SID.
  bool keep(const std::string& sid, bool administrator);
  void unstage(const std::string& sid) noexcept;
  // Staged passwords whose time is over.
  void forgetOld(std::int64_t nowMs) noexcept;

  // The password; a secret. Nullopt when there is none, it is stale, or it does not open.
  std::optional<std::string> open(const std::string& sid);
  State state(const std::string& sid) const;
  // Windows refused it: it is deleted, and only the mark stays.
  bool markStale(const std::string& sid);
  bool forget(const std::string& sid);
  void forgetAll();
  void forgetAdministrators();

 private:
  struct Staged {
    std::string protectedBytes;  // CryptProtectMemory
    std::size_t length = 0;
    std::int64_t untilMs = 0;
  };
  std::wstring fileOf(const std::string& sid) const;
  template <typename Each>
  void eachFile(Each each) const;

  std::wstring folder_;
  DpapiSealer sealer_;
  std::map<std::string, Staged> staged_;
};

}  // namespace genkan::host
