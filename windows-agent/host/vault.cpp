#include "host/vault.h"

#include <windows.h>
#include <dpapi.h>

#include "host/files.h"
#include "host/registry.h"
#include "host/vault_codec.h"
#include "host/wide.h"
#include "wire/host_line.h"
#include "wire/wipe.h"

namespace genkan::host {

namespace {

constexpr std::size_t keyBytes = 32;
constexpr std::size_t nonceBytes = 12;
constexpr std::size_t largestFile = 16 * 1024;

// Ties a file to this machine, this account and this format: a file that is moved does not open.
std::string associatedData(const std::string& sid, bool administrator) {
  const auto machine = RegistryKey::open(L"SOFTWARE\\Microsoft\\Cryptography").text(L"MachineGuid");
  return toUtf8(machine.value_or(L"")) + "|" + sid + "|1|" + (administrator ? "1" : "0");
}

}  // namespace

Vault::Vault(std::wstring folder) : folder_(std::move(folder)), sealer_("Genkan kept password, version 1") {}

Vault::~Vault() {
  for (auto& [sid, staged] : staged_) wire::wipe(staged.protectedBytes);
}

bool Vault::stage(const std::string& sid, const std::string& password, std::int64_t nowMs) {
  unstage(sid);
  if (password.empty() || password.size() > longestPassword) return false;
  Staged staged;
  staged.length = password.size();
  constexpr std::size_t block = CRYPTPROTECTMEMORY_BLOCK_SIZE;
  staged.protectedBytes.reserve(paddedBytes);
  staged.protectedBytes = password;
  staged.protectedBytes.resize((password.size() + block - 1) / block * block, '\0');
  if (!CryptProtectMemory(staged.protectedBytes.data(), static_cast<DWORD>(staged.protectedBytes.size()), CRYPTPROTECTMEMORY_SAME_PROCESS)) {
    wire::wipe(staged.protectedBytes);
    return false;
  }
  staged.untilMs = nowMs + stagedForMs;
  staged_.emplace(sid, std::move(staged));
  return true;
}

bool Vault::keep(const std::string& sid, bool administrator) {
  const auto place = staged_.find(sid);
  if (place == staged_.end()) return false;
  std::string password = std::move(place->second.protectedBytes);
  const std::size_t length = place->second.length;
  staged_.erase(place);
  const wire::WipeAtEnd wiped(password);
  if (!CryptUnprotectMemory(password.data(), static_cast<DWORD>(password.size()), CRYPTPROTECTMEMORY_SAME_PROCESS)) return false;
  auto padded = pad(std::string_view(password).substr(0, length));
  std::string key(keyBytes, '\0');
  const wire::WipeAtEnd keyWiped(key);
  KeptPassword kept;
  kept.administrator = administrator;
  kept.nonce.assign(nonceBytes, '\0');
  if (!padded || !fillRandom(key.data(), key.size()) || !fillRandom(kept.nonce.data(), kept.nonce.size())) return false;
  const auto sealed = encrypt(key, kept.nonce, associatedData(sid, administrator), *padded);
  wire::wipe(*padded);
  const auto sealedKey = sealer_.seal(key);
  if (!sealed || !sealedKey || sealedKey->size() > 4096) return false;
  kept.sealed = *sealed;
  kept.sealedKey = *sealedKey;
  CreateDirectoryW(folder_.c_str(), nullptr);
  return replaceFile(fileOf(sid), writeKept(kept));
}

void Vault::unstage(const std::string& sid) noexcept {
  const auto place = staged_.find(sid);
  if (place == staged_.end()) return;
  wire::wipe(place->second.protectedBytes);
  staged_.erase(place);
}

void Vault::forgetOld(std::int64_t nowMs) noexcept {
  for (auto place = staged_.begin(); place != staged_.end();) {
    if (nowMs <= place->second.untilMs) {
      ++place;
      continue;
    }
    wire::wipe(place->second.protectedBytes);
    place = staged_.erase(place);
  }
}

std::optional<std::string> Vault::open(const std::string& sid) {
  const auto bytes = readFile(fileOf(sid), largestFile);
  const auto kept = bytes ? readKept(*bytes) : std::nullopt;
  if (!kept) return std::nullopt;
  auto key = sealer_.unseal(kept->sealedKey);
  if (!key) return std::nullopt;
  auto padded = key->size() == keyBytes ? decrypt(*key, kept->nonce, associatedData(sid, kept->administrator), kept->sealed) : std::nullopt;
  wire::wipe(*key);
  if (!padded) return std::nullopt;
  auto password = unpad(*padded);
  wire::wipe(*padded);
  return password;
}

Vault::State Vault::state(const std::string& sid) const {
  const auto bytes = readFile(fileOf(sid), largestFile);
  if (!bytes) return State::none;
  if (*bytes == staleMark) return State::stale;
  return readKept(*bytes) ? State::kept : State::none;
}

bool Vault::markStale(const std::string& sid) {
  unstage(sid);
  if (state(sid) == State::none) return true;
  removeSecretFile(fileOf(sid));
  return replaceFile(fileOf(sid), staleMark);
}

bool Vault::forget(const std::string& sid) {
  unstage(sid);
  return removeSecretFile(fileOf(sid));
}

void Vault::forgetAll() {
  for (auto& [sid, staged] : staged_) wire::wipe(staged.protectedBytes);
  staged_.clear();
  eachFile([](const std::wstring& path) { removeSecretFile(path); });
}

void Vault::forgetAdministrators() {
  eachFile([](const std::wstring& path) {
    const auto bytes = readFile(path, largestFile);
    const auto kept = bytes ? readKept(*bytes) : std::nullopt;
    if (kept && kept->administrator) removeSecretFile(path);
  });
}

std::wstring Vault::fileOf(const std::string& sid) const { return folder_ + L"\\" + toWide(sid) + L".bin"; }

template <typename Each>
void Vault::eachFile(Each each) const {
  WIN32_FIND_DATAW found;
  const HANDLE search = FindFirstFileW((folder_ + L"\\S-1-*.bin*").c_str(), &found);
  if (search == INVALID_HANDLE_VALUE) return;
  do {
    each(folder_ + L"\\" + found.cFileName);
  } while (FindNextFileW(search, &found));
  FindClose(search);
}

}  // namespace genkan::host
