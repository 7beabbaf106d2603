; The command line, read by Windows' own rules: ${GetOptions} of NSIS cuts values at "//" and misses arguments quoted as a whole.
; /SERVER= /ENROLMENTTOKEN= /ENROLMENTTOKENFILE= /PROXY= /CAFILE= /AUTH=0|1 /SAFEMODE=0|1 /LANG=ja|en (NSIS itself knows /S and /D=)

Var ArgumentLanguage
Var Argument

; $Argument "/NAME=value": value goes to ${VARIABLE} when the name fits.
!macro takeArgument NAME LENGTH VARIABLE
  StrCpy $R0 $Argument ${LENGTH}
  ${If} $R0 == "/${NAME}="
    StrCpy ${VARIABLE} $Argument "" ${LENGTH}
  ${EndIf}
!macroend

Function readArguments
  StrCpy $Problem ""
  System::Call 'kernel32::GetCommandLineW() p .r1'
  System::Call 'shell32::CommandLineToArgvW(p r1, *i .r2) p .r3'
  StrCpy $4 1
  ${While} $4 < $2
    IntOp $5 $4 * ${NSIS_PTR_SIZE}
    IntPtrOp $5 $3 + $5
    System::Call '*$5(p .r7)'
    System::Call 'kernel32::lstrcpynW(w .r6, p r7, i 1024)'
    StrCpy $Argument $6
    !insertmacro takeArgument "SERVER" 8 $Server
    !insertmacro takeArgument "ENROLMENTTOKEN" 16 $Token
    !insertmacro takeArgument "ENROLMENTTOKENFILE" 20 $TokenFile
    !insertmacro takeArgument "PROXY" 7 $Proxy
    !insertmacro takeArgument "CAFILE" 8 $CaFile
    !insertmacro takeArgument "AUTH" 6 $Authentication
    !insertmacro takeArgument "SAFEMODE" 10 $SafeMode
    !insertmacro takeArgument "LANG" 6 $ArgumentLanguage
    IntOp $4 $4 + 1
  ${EndWhile}
  System::Call 'kernel32::LocalFree(p r3)'

  ${If} $ArgumentLanguage == "ja"
    StrCpy $LANGUAGE ${LANG_JAPANESE}
  ${ElseIf} $ArgumentLanguage == "en"
    StrCpy $LANGUAGE ${LANG_ENGLISH}
  ${ElseIf} $ArgumentLanguage != ""
    StrCpy $Problem "/LANG=ja|en"
  ${EndIf}
  ${If} $Authentication != ""
  ${AndIf} $Authentication != "0"
  ${AndIf} $Authentication != "1"
    StrCpy $Problem "/AUTH=0|1"
  ${EndIf}
  ${If} $SafeMode != ""
  ${AndIf} $SafeMode != "0"
  ${AndIf} $SafeMode != "1"
    StrCpy $Problem "/SAFEMODE=0|1"
  ${EndIf}
FunctionEnd
