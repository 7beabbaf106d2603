# Loads the installed filter as the logon screen does and asks it about the system's password provider and ours.
param([string] $Answer, [int] $Scenario, [string] $FilterClass, [string] $PasswordProvider, [string] $OwnProvider)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$here = Split-Path -Parent $MyInvocation.MyCommand.Path
. (Join-Path $here 'Write-Answer.ps1')
# The compiler behind Add-Type writes to the temporary folder, and the one inherited from the caller is closed to a standard user.
$env:TMP = Split-Path -Parent $Answer
$env:TEMP = $env:TMP

Add-Type -TypeDefinition @'
using System;
using System.Runtime.InteropServices;

[ComImport, Guid("A5DA53F9-D475-4080-A120-910C4A739880"), InterfaceType(ComInterfaceType.InterfaceIsIUnknown)]
public interface ICredentialProviderFilter
{
    [PreserveSig]
    int Filter(int scenario, uint flags, [In, MarshalAs(UnmanagedType.LPArray, SizeParamIndex = 4)] Guid[] providers,
        [In, Out, MarshalAs(UnmanagedType.LPArray, SizeParamIndex = 4)] int[] allow, uint count);

    [PreserveSig]
    int UpdateRemoteCredential(IntPtr given, IntPtr changed);
}

public static class GenkanFilter
{
    // { HRESULT, password provider allowed, own provider allowed }
    public static int[] Ask(string filterClass, int scenario, string passwordProvider, string ownProvider)
    {
        object instance = Activator.CreateInstance(Type.GetTypeFromCLSID(new Guid(filterClass), true));
        ICredentialProviderFilter filter = (ICredentialProviderFilter)instance;
        Guid[] providers = new Guid[] { new Guid(passwordProvider), new Guid(ownProvider) };
        int[] allow = new int[] { 1, 1 };
        int result = filter.Filter(scenario, 0, providers, allow, 2);
        Marshal.FinalReleaseComObject(instance);
        return new int[] { result, allow[0], allow[1] };
    }
}
'@

try {
    $seen = [GenkanFilter]::Ask($FilterClass, $Scenario, $PasswordProvider, $OwnProvider)
    Write-Answer $Answer @{ loaded = $true; result = $seen[0]; passwordAllowed = ($seen[1] -ne 0); ownAllowed = ($seen[2] -ne 0); message = '' }
}
catch {
    Write-Answer $Answer @{ loaded = $false; result = 0; passwordAllowed = $true; ownAllowed = $false; message = $_.Exception.Message }
}
