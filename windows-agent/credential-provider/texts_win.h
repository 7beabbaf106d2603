// The texts of texts.rc.
#pragma once

#include <string>

#include "credential-provider/tile_texts.h"

namespace genkan::provider {

// A text of the string table in that language; empty for Text::none.
std::wstring load(logon::Text text, logon::Language language);

// Language of Windows, until the agent has said that of the person.
logon::Language uiLanguage() noexcept;

}  // namespace genkan::provider
