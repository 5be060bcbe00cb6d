@echo off
rem ssotui for cmd. Once, into a folder that is in PATH:  ssotui init cmd > %USERPROFILE%\bin\sso.cmd
rem The name of the file is the name of the command.
rem
rem   sso [WORDS]      pick a profile (the only one that matches is taken) and set AWS_PROFILE here
rem   sso -            back to the profile before
rem   sso --clear      no profile
rem   sso --screen     the whole screen of ssotui; Enter uses the profile there
rem
rem No setlocal: what is set here must stay.
set "__SSOTUI_PICKED="
if "%~1"=="-" goto back
if "%~1"=="--clear" goto use
set "__SSOTUI_FILE=%TEMP%\ssotui-%RANDOM%%RANDOM%.txt"
if "%~1"=="--screen" (ssotui --choose cmd >"%__SSOTUI_FILE%") else (ssotui pick --select-1 --shell cmd %* >"%__SSOTUI_FILE%")
set "__SSOTUI_CODE=%ERRORLEVEL%"
if "%__SSOTUI_CODE%"=="0" set /p __SSOTUI_PICKED=<"%__SSOTUI_FILE%"
del "%__SSOTUI_FILE%" >nul 2>&1
set "__SSOTUI_FILE="
if not "%__SSOTUI_CODE%"=="0" exit /b %__SSOTUI_CODE%
if not defined __SSOTUI_PICKED exit /b 0
goto use

:back
if defined __SSOTUI_PREVIOUS for /f "tokens=1* delims==" %%a in ('set __SSOTUI_PREVIOUS') do set "__SSOTUI_PICKED=%%b"

:use
rem By way of "set", because a value in %...% would be read for signs such as & again.
set "__SSOTUI_PREVIOUS="
if defined AWS_PROFILE for /f "tokens=1* delims==" %%a in ('set AWS_PROFILE') do if /i "%%a"=="AWS_PROFILE" set "__SSOTUI_PREVIOUS=%%b"
rem Keys in the environment would win over the profile.
for %%v in (AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AWS_CREDENTIAL_EXPIRATION AWS_DEFAULT_PROFILE AWS_PROFILE __SSOTUI_CODE) do set "%%v="
if defined __SSOTUI_PICKED for /f "tokens=1* delims==" %%a in ('set __SSOTUI_PICKED') do set "AWS_PROFILE=%%b"
set "__SSOTUI_PICKED="
exit /b 0
