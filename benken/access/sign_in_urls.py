"""The addresses of allauth that we use, under the names it expects. What is not listed here does not exist."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from django.urls import path, re_path

from benken.access import passkeys, sign_in
from benken.access.outside import views as outside

urlpatterns = [
    path("login/", sign_in.Login.as_view(), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),
    path("reauthenticate/", sign_in.Reauthenticate.as_view(), name="account_reauthenticate"),
    path("password/change/", sign_in.ChangePassword.as_view(), name="account_change_password"),
    path("password/reset/", sign_in.ResetPassword.as_view(), name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.ResetPasswordFromKey.as_view(),
        name="account_reset_password_from_key",
    ),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", sign_in.Authenticate.as_view(), name="mfa_authenticate"),
    path("2fa/reauthenticate/", sign_in.ReauthenticateByCode.as_view(), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", sign_in.ActivateTOTP.as_view(), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", sign_in.DeactivateTOTP.as_view(), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("2fa/keys/", passkeys.list_passkeys, name="mfa_list_webauthn"),
    path("2fa/keys/add/", passkeys.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("2fa/keys/<int:pk>/name/", passkeys.RenamePasskey.as_view(), name="mfa_edit_webauthn"),
    path("2fa/keys/<int:pk>/remove/", passkeys.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("2fa/keys/login/", passkeys.LoginPasskey.as_view(), name="mfa_login_webauthn"),
    path("2fa/keys/reauthenticate/", passkeys.ReauthenticateByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("oidc/<slug:provider_id>/login/", outside.login, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/callback/", outside.callback, name="openid_connect_callback"),
]
