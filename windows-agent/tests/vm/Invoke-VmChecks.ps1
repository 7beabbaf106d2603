<#
.SYNOPSIS
Does the scriptable part of windows-agent/docs/windows-vm-checklist.md on a virtual machine that can be thrown back to a snapshot.

.DESCRIPTION
Installs, checks, breaks, upgrades and removes Genkan on this machine, in the order of the parts. Every result carries the number of its step in the checklist.
Writes report.json (all details) and report.xml (JUnit form) to the report folder and ends with 1 if any step failed.

It kills processes, stops the service, switches enforcement on and damages files on purpose: afterwards the machine may be one that nobody can log on to.
It therefore refuses to run without -IUnderstandThisIsAVmWithASnapshot.

.EXAMPLE
.\Invoke-VmChecks.ps1 -IUnderstandThisIsAVmWithASnapshot -Setup C:\in\GenkanSetupX64.exe -Server https://genkan.example.jp -EnrolmentToken (Read-Host -AsSecureString)

.EXAMPLE
.\Invoke-VmChecks.ps1 -IUnderstandThisIsAVmWithASnapshot -Parts 03,06
#>
[CmdletBinding()]
param(
    # Without it nothing is touched.
    [switch] $IUnderstandThisIsAVmWithASnapshot,
    # Parts to run, by the first two digits of their file name; all when not given.
    [string[]] $Parts = @(),
    # The installer under test. Needed by parts 02, 07, 08.
    [string] $Setup = '',
    # A newer installer for the upgrade of part 08; without it part 08 only repairs.
    [string] $NewerSetup = '',
    # Address of the gateway, https only.
    [string] $Server = '',
    # Enrolment token for at least two uses (part 02 installs twice); it is written to a file that only administrators can read, never to a command line.
    [Security.SecureString] $EnrolmentToken = $null,
    # PEM file of the CA that signed the gateway's certificate, where the machine does not know it.
    [string] $CaFile = '',
    # Where the report goes.
    [string] $ReportFolder = (Join-Path $env:SystemDrive ('\genkan-vm-report-' + (Get-Date -Format 'yyyyMMdd-HHmmss')))
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

if (-not $IUnderstandThisIsAVmWithASnapshot) {
    Write-Host 'This script breaks the machine it runs on. Take a snapshot of a virtual machine, then say -IUnderstandThisIsAVmWithASnapshot.'
    exit 64
}

$here = Split-Path -Parent $MyInvocation.MyCommand.Path
. (Join-Path $here 'lib\Report.ps1')
. (Join-Path $here 'lib\Genkan.ps1')
. (Join-Path $here 'lib\Program.ps1')
. (Join-Path $here 'lib\Security.ps1')
. (Join-Path $here 'lib\OtherAccounts.ps1')

$identity = [Security.Principal.WindowsIdentity]::GetCurrent()
$principal = New-Object Security.Principal.WindowsPrincipal $identity
if (-not $principal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
    Write-Host 'Run this in an elevated Windows PowerShell.'
    exit 77
}
if (-not [Environment]::Is64BitProcess) {
    Write-Host 'Run this in the 64-bit Windows PowerShell.'
    exit 77
}

# What the parts may read.
$Vm = @{
    Here           = $here
    Setup          = $Setup
    NewerSetup     = $NewerSetup
    Server         = $Server
    EnrolmentToken = $EnrolmentToken
    CaFile         = $CaFile
    ReportFolder   = $ReportFolder
    Started        = Get-Date
}

# 03 on the command line arrives as the number 3.
$wanted = @($Parts | ForEach-Object { $_.PadLeft(2, '0') })

New-Item -ItemType Directory -Path $ReportFolder -Force | Out-Null
Start-Report -Folder $ReportFolder
try {
    foreach ($file in (Get-ChildItem -Path (Join-Path $here 'parts') -Filter '*.ps1' | Sort-Object Name)) {
        $number = $file.Name.Substring(0, 2)
        if ($wanted.Count -gt 0 -and $wanted -notcontains $number) { continue }
        Write-Host ''
        Write-Host ('== ' + $file.BaseName)
        Set-ReportPart $file.BaseName
        try {
            . $file.FullName
        }
        catch {
            # A part that falls over as a whole is a failure with the part's number, never silence.
            Add-Result -Step ('part ' + $number) -Title $file.BaseName -Status 'failed' -Seen $_.Exception.Message -Seconds 0
        }
    }
}
finally {
    try { Remove-OtherAccounts } catch { Write-Host ('Left behind: ' + $_.Exception.Message) }
    $failed = Complete-Report
}
if ($failed -gt 0) { exit 1 }
exit 0
