// Hides the other tiles while Genkan is enforced and known to work, and takes over what RDP brings.
#pragma once

#include "credential-provider/com_support.h"
#include "credential-provider/credprov_abi.h"

namespace genkan::provider {

class ProviderFilter final : private CountsInModule, public ICredentialProviderFilter {
 public:
  STDMETHODIMP QueryInterface(REFIID iid, void** out) noexcept override;
  STDMETHODIMP_(ULONG) AddRef() noexcept override;
  STDMETHODIMP_(ULONG) Release() noexcept override;

  STDMETHODIMP Filter(CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario, DWORD flags, GUID* providers, BOOL* allowed, DWORD count) noexcept override;
  STDMETHODIMP UpdateRemoteCredential(const CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* in,
                                      CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* out) noexcept override;

 private:
  ~ProviderFilter() = default;
  std::atomic<ULONG> references_{1};
};

}  // namespace genkan::provider
