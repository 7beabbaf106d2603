; Installer of Genkan for one PC. It only places files and asks questions; everything that touches Windows (service, provider,
; configuration, access rights) is done by verbs of genkan-host.exe, so that it is tested where it is written.
;
; makensis -DVERSION=1.2.3 -DPAYLOAD=<folder> -DTEXTS=<folder> -DOUT=<file> [-DCOMPRESSION=lzma|zlib] [-DSTUBTARGET=x86-unicode] [-DSIGN=<command %1>] setup.nsi
;
; Exit codes: 0 done, 1 cancelled, 2 wrong or missing parameters, 3 failed and undone, 4 not an administrator, 5 another set-up is running,
; 6 this Windows is not supported, 7 a newer Genkan is installed.

Unicode true
!ifndef STUBTARGET
  !define STUBTARGET amd64-unicode
!endif
Target ${STUBTARGET}
!ifndef COMPRESSION
  !define COMPRESSION lzma
!endif
!if ${COMPRESSION} == lzma
  SetCompressor /SOLID lzma
  SetCompressorDictSize 8
!else
  SetCompressor zlib
!endif
SetDateSave off
ManifestDPIAware true
ManifestSupportedOS Win10
RequestExecutionLevel admin
CRCCheck on
ShowInstDetails nevershow
ShowUninstDetails nevershow

!include MUI2.nsh
!include LogicLib.nsh
!include nsDialogs.nsh
!include Sections.nsh
!include WinVer.nsh
!include WordFunc.nsh
!include x64.nsh

Name "Genkan"
OutFile "${OUT}"
InstallDir "$PROGRAMFILES64\Genkan"
BrandingText "Genkan ${VERSION}"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Genkan"
!define DLL "genkan-credential-provider-${VERSION}.dll"
!ifdef SIGN
  !uninstfinalize '${SIGN}'
!endif

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=0 "ProductName" "Genkan"
VIAddVersionKey /LANG=0 "CompanyName" "Genkan"
VIAddVersionKey /LANG=0 "FileDescription" "Genkan setup"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "LegalCopyright" "Apache-2.0"

Var Server
Var Token
Var TokenFile
Var Proxy
Var CaFile
Var Authentication   ; "1", "0", or "" when not said
Var SafeMode         ; the same
Var Upgrade          ; "1" when Genkan is installed already
Var PreviousDll
Var KeptDll          ; where the DLL of this very version was put aside
Var PreviousSafeMode ; "1" when safe mode is registered for Genkan
Var SafeModeOn       ; "1" when this run has registered safe mode
Var DataFolder
Var Problem
Var ServerField
Var TokenField
Var ProxyField

!define MUI_ABORTWARNING
!define MUI_COMPONENTSPAGE_SMALLDESC
!define MUI_LANGDLL_WINDOWTITLE "Genkan"
!define MUI_LANGDLL_REGISTRY_ROOT HKLM
!define MUI_LANGDLL_REGISTRY_KEY "Software\Genkan"
!define MUI_LANGDLL_REGISTRY_VALUENAME "InstallerLanguage"
!define MUI_LANGDLL_INFO "表示言語を選択してください。 / Please select a language."
!define MUI_UNABORTWARNING
!define MUI_FINISHPAGE_SHOWREADME
!define MUI_FINISHPAGE_SHOWREADME_TEXT "$(OpenRecoveryPage)"
!define MUI_FINISHPAGE_SHOWREADME_FUNCTION openRecoveryPage
!define MUI_FINISHPAGE_NOREBOOTSUPPORT
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_COMPONENTS
Page custom connectionPage connectionPageLeave
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Japanese"
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_RESERVEFILE_LANGDLL
!include "strings.nsh"
!include "arguments.nsh"
!include "host.nsh"

; ---------------------------------------------------------------- sections

Section "$(CoreTitle)" SectionCore
  SectionIn RO
  SetShellVarContext all
  Call keepPrevious
  ClearErrors
  SetOutPath "$INSTDIR"
  File "${PAYLOAD}\genkan-host.exe"
  File "${PAYLOAD}\genkan-agent.exe"
  File "${PAYLOAD}\genkan-console.exe"
  File "${TEXTS}\recovery-ja.html"
  File "${TEXTS}\recovery-en.html"
  File "${PAYLOAD}\LICENSE.txt"
  File "${PAYLOAD}\THIRD-PARTY.txt"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ${If} ${Errors}
    StrCpy $Problem "$(FilesFailed)"
    Call undo
  ${EndIf}

  ${HostOrUndo} "install" "$(ServiceFailed)"
  Call configure
  ${HostOrUndo} "start" "$(StartFailed)"
SectionEnd

; 「認証機能をインストールする」
Section "$(AuthenticationTitle)" SectionAuthentication
  SetOutPath "$INSTDIR"
  ; The logon screen may hold a DLL of this very name (repair): it is moved aside, which Windows allows.
  ${If} ${FileExists} "$INSTDIR\${DLL}"
    CreateDirectory "$INSTDIR\previous"
    GetTempFileName $KeptDll "$INSTDIR\previous"
    Delete "$KeptDll"
    Rename "$INSTDIR\${DLL}" "$KeptDll"
  ${EndIf}
  ClearErrors
  File "${PAYLOAD}\${DLL}"
  ${If} ${Errors}
    StrCpy $Problem "$(FilesFailed)"
    Call undo
  ${EndIf}
  ; The host loads the new DLL and lets it test itself before Windows is told of it; the old one stays registered until then.
  ${HostOrUndo} 'register-provider "$INSTDIR\${DLL}"' "$(ProviderFailed)"
SectionEnd

Section /o "$(SafeModeTitle)" SectionSafeMode
  StrCpy $SafeModeOn "1"
  ${HostOrUndo} "safe-mode on" "$(ProviderFailed)"
SectionEnd

Section "-finish"
  ${IfNot} ${SectionIsSelected} ${SectionAuthentication}
    ${HostOrUndo} "unregister-provider" "$(ProviderFailed)"
    ${RemoveDll} "$INSTDIR\${DLL}"
  ${EndIf}
  ${IfNot} ${SectionIsSelected} ${SectionSafeMode}
  ${AndIf} $PreviousSafeMode == "1"
    ${HostOrUndo} "safe-mode off" "$(ProviderFailed)"
  ${EndIf}
  ; Everything holds.
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayName" "Genkan"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "Publisher" "Genkan"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\genkan-console.exe"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoModify" 1
  !insertmacro deleteShortcuts ; an earlier set-up may have spoken the other language
  ; Of a silent set-up too, so that the uninstaller need not ask.
  WriteRegStr HKLM "Software\Genkan" "InstallerLanguage" "$LANGUAGE"
  CreateShortcut "$SMPROGRAMS\$(ConsoleShortcut).lnk" "$INSTDIR\genkan-console.exe"
  ; What the version before left is no longer needed.
  ${If} $PreviousDll != ""
  ${AndIf} $PreviousDll != "$INSTDIR\${DLL}"
    ${RemoveDll} "$PreviousDll"
  ${EndIf}
  ${If} $KeptDll != ""
    Delete /REBOOTOK "$KeptDll"
  ${EndIf}
  RMDir /r /REBOOTOK "$INSTDIR\previous"
  SetErrorLevel 0
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionCore} "$(CoreDescription)"
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionAuthentication} "$(AuthenticationDescription)"
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionSafeMode} "$(SafeModeDescription)"
!insertmacro MUI_FUNCTION_DESCRIPTION_END

; ---------------------------------------------------------------- start

Function .onInit
  SetRegView 64
  SetShellVarContext all
  !insertmacro StopSecondSetup
  Call readArguments
  ${IfNot} ${Silent}
  ${AndIf} $ArgumentLanguage == ""
    !insertmacro MUI_LANGDLL_DISPLAY
  ${EndIf}
  UserInfo::GetAccountType
  Pop $0
  ${If} $0 != "Admin"
    MessageBox MB_OK|MB_ICONSTOP "$(NotAdministrator)" /SD IDOK
    SetErrorLevel 4
    Quit
  ${EndIf}
  ; A logon screen of ARM64 cannot load our DLL.
  ${IfNot} ${IsNativeAMD64}
  ${OrIfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "$(NotSupported)" /SD IDOK
    SetErrorLevel 6
    Quit
  ${EndIf}

  ReadRegStr $0 HKLM "Software\Genkan" "InstallFolder"
  ReadRegStr $DataFolder HKLM "Software\Genkan" "DataFolder"
  ReadRegStr $PreviousDll HKLM "Software\Genkan" "ProviderDll"
  ${If} $0 != ""
  ${AndIf} ${FileExists} "$0\genkan-host.exe"
    StrCpy $Upgrade "1"
    StrCpy $INSTDIR $0
    ReadRegStr $1 HKLM "Software\Genkan" "Version"
    ${VersionCompare} "$1" "${VERSION}" $2
    ${If} $2 == "1"
      MessageBox MB_OK|MB_ICONSTOP "$(NewerInstalled)" /SD IDOK
      SetErrorLevel 7
      Quit
    ${EndIf}
    ; ProhibitFallbacks alone may be somebody else's.
    ReadRegStr $1 HKLM "SYSTEM\CurrentControlSet\Control\SafeBoot\Minimal\GenkanHost" ""
    ${If} $1 == "Service"
      StrCpy $PreviousSafeMode "1"
    ${EndIf}
    ; What is installed now stays, unless the caller says otherwise.
    ${If} $Authentication == ""
      ReadRegDWORD $1 HKLM "Software\Genkan" "AuthenticationFeature"
      StrCpy $Authentication "$1"
    ${EndIf}
    ${If} $SafeMode == ""
      StrCpy $SafeMode $PreviousSafeMode
    ${EndIf}
  ${EndIf}
  ${If} $Authentication == "0"
    !insertmacro UnselectSection ${SectionAuthentication}
  ${EndIf}
  ${If} $SafeMode == "1"
    !insertmacro SelectSection ${SectionSafeMode}
  ${EndIf}

  ${If} ${Silent}
  ${AndIf} $Problem == ""
    Call checkSettings
  ${EndIf}
  ${If} $Problem != ""
    Call noteProblem
    MessageBox MB_OK|MB_ICONSTOP "$Problem" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
FunctionEnd

; Sets $Problem when the settings cannot be right. An installed Genkan has settings already.
Function checkSettings
  StrCpy $Problem ""
  ${If} $Server == ""
    ${If} $Upgrade != "1"
      StrCpy $Problem "$(ServerMissing)"
    ${EndIf}
  ${Else}
    StrCpy $0 $Server 8
    ${If} $0 != "https://"
      StrCpy $Problem "$(ServerNotHttps)"
    ${EndIf}
  ${EndIf}
  ${If} $Problem == ""
  ${AndIf} $Upgrade != "1"
  ${AndIf} $Token == ""
  ${AndIf} $TokenFile == ""
    StrCpy $Problem "$(TokenMissing)"
  ${EndIf}
  ${If} $TokenFile != ""
  ${AndIfNot} ${FileExists} "$TokenFile"
    StrCpy $Problem "$(TokenFileMissing)"
  ${EndIf}
  ${If} $CaFile != ""
  ${AndIfNot} ${FileExists} "$CaFile"
    StrCpy $Problem "$(CaFileMissing)"
  ${EndIf}
FunctionEnd

; ---------------------------------------------------------------- page of the connection

Function connectionPage
  !insertmacro MUI_HEADER_TEXT "$(ConnectionTitle)" "$(ConnectionSubtitle)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 0 100% 10u "$(ServerLabel)"
  Pop $0
  ${NSD_CreateText} 0 11u 100% 13u "$Server"
  Pop $ServerField
  ${NSD_CreateLabel} 0 32u 100% 10u "$(TokenLabel)"
  Pop $0
  ${NSD_CreatePassword} 0 43u 100% 13u "$Token"
  Pop $TokenField
  ${NSD_CreateLabel} 0 64u 100% 10u "$(ProxyLabel)"
  Pop $0
  ${NSD_CreateText} 0 75u 100% 13u "$Proxy"
  Pop $ProxyField
  ${If} $Upgrade == "1"
    ${NSD_CreateLabel} 0 98u 100% 24u "$(UpgradeHint)"
    Pop $0
  ${Else}
    ${NSD_CreateLabel} 0 98u 100% 24u "$(ConnectionHint)"
    Pop $0
  ${EndIf}
  ${NSD_SetFocus} $ServerField
  nsDialogs::Show
FunctionEnd

Function connectionPageLeave
  ${NSD_GetText} $ServerField $Server
  ${NSD_GetText} $TokenField $Token
  ${NSD_GetText} $ProxyField $Proxy
  Call checkSettings
  ${If} $Problem != ""
    MessageBox MB_OK|MB_ICONEXCLAMATION "$Problem"
    Abort
  ${EndIf}
FunctionEnd

Function openRecoveryPage
  ${If} $LANGUAGE == ${LANG_JAPANESE}
    ExecShell "open" "$INSTDIR\recovery-ja.html"
  ${Else}
    ExecShell "open" "$INSTDIR\recovery-en.html"
  ${EndIf}
FunctionEnd

; ---------------------------------------------------------------- uninstall

Function un.onInit
  SetRegView 64
  SetShellVarContext all
  !insertmacro MUI_UNGETLANGUAGE
  UserInfo::GetAccountType
  Pop $0
  ${If} $0 != "Admin"
    MessageBox MB_OK|MB_ICONSTOP "$(NotAdministrator)" /SD IDOK
    SetErrorLevel 4
    Quit
  ${EndIf}
FunctionEnd

; Runs a verb of the host and writes what it said to the log; $0 is its exit code.
!macro unStep VERB
  nsExec::ExecToStack '"$INSTDIR\genkan-host.exe" ${VERB}'
  Pop $0
  Pop $1
  FileWrite $9 "${VERB}: $0 $1$\r$\n"
!macroend

; A step without which going on would leave secrets, a service or a logon screen behind.
!macro unStepOrStop VERB TEXT
  !insertmacro unStep "${VERB}"
  ${If} $0 != "0"
    FileWrite $9 "stopped: nothing further was removed$\r$\n"
    FileClose $9
    MessageBox MB_OK|MB_ICONSTOP "${TEXT}" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
!macroend

; Order: unsent events, filter and provider (so that nobody is left before a logon screen without a service), service, secrets, files, keys.
; Repeating it after a failure goes on where it stopped.
Section "un.Genkan"
  ReadRegStr $PreviousDll HKLM "Software\Genkan" "ProviderDll"
  FileOpen $9 "$TEMP\GenkanUninstall.log" w
  FileWrite $9 "Genkan ${VERSION}$\r$\n"
  ; Unsent events end no uninstallation: a PC that never reaches its server again must be able to get rid of Genkan.
  !insertmacro unStep "drain --seconds 20"
  !insertmacro unStepOrStop "unregister-provider" "$(ProviderFailed)"
  ReadRegStr $2 HKLM "SYSTEM\CurrentControlSet\Control\SafeBoot\Minimal\GenkanHost" ""
  ${If} $2 == "Service"
    !insertmacro unStepOrStop "safe-mode off" "$(ProviderFailed)"
  ${EndIf}
  !insertmacro unStep "stop"
  !insertmacro unStepOrStop "uninstall" "$(ServiceNotRemoved)"
  !insertmacro unStepOrStop "remove-data" "$(DataNotRemoved)"

  !insertmacro deleteShortcuts
  ${If} $PreviousDll != ""
    ${RemoveDll} "$PreviousDll"
  ${EndIf}
  FindFirst $3 $4 "$INSTDIR\genkan-credential-provider-*.dll"
  ${DoWhile} $4 != ""
    ${RemoveDll} "$INSTDIR\$4"
    FindNext $3 $4
  ${Loop}
  FindClose $3
  Delete /REBOOTOK "$INSTDIR\genkan-host.exe"
  Delete /REBOOTOK "$INSTDIR\genkan-agent.exe"
  Delete /REBOOTOK "$INSTDIR\genkan-console.exe"
  Delete "$INSTDIR\recovery-ja.html"
  Delete "$INSTDIR\recovery-en.html"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\THIRD-PARTY.txt"
  RMDir /r /REBOOTOK "$INSTDIR\previous"
  Delete "$INSTDIR\uninstall.exe"
  RMDir /REBOOTOK "$INSTDIR"
  DeleteRegKey HKLM "${UNINSTALL_KEY}"
  DeleteRegKey HKLM "Software\Genkan"
  FileWrite $9 "done$\r$\n"
  FileClose $9
SectionEnd
