/* Calls that neither send nor confirm a text nor change what limits them, by the services' own API
   references. A name that is in no list is reported by the health check `unread-calls`: so none is
   guessed at by its verb, and new ones of AWS stand out. */

const names = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_Operations.html, and pages of the hosted UI */
const COGNITO = names(`
  AddCustomAttributes AddUserPoolClientSecret AdminAddUserToGroup AdminDeleteSoftwareToken
  AdminDeleteUser AdminDeleteUserAttributes AdminDisableProviderForUser AdminDisableUser
  AdminEnableUser AdminForgetDevice AdminGetDevice AdminGetUser AdminGetUserAuthFactors
  AdminLinkProviderForUser AdminListDevices AdminListGroupsForUser AdminListUserAuthEvents
  AdminRemoveUserFromGroup AdminSetUserMFAPreference AdminSetUserPassword AdminSetUserSettings
  AdminUpdateAuthEventFeedback AdminUpdateDeviceStatus AdminUserGlobalSignOut
  AssociateSoftwareToken ChangePassword CompleteWebAuthnRegistration ConfirmDevice CreateGroup
  CreateIdentityProvider CreateManagedLoginBranding CreateResourceServer CreateTerms
  CreateUserImportJob CreateUserPool CreateUserPoolClient CreateUserPoolDomain
  CreateUserPoolReplica DeleteGroup DeleteIdentityProvider DeleteManagedLoginBranding
  DeleteResourceServer DeleteTerms DeleteUser DeleteUserAttributes DeleteUserPool
  DeleteUserPoolClient DeleteUserPoolClientSecret DeleteUserPoolDomain DeleteUserPoolReplica
  DeleteWebAuthnCredential DescribeIdentityProvider DescribeManagedLoginBranding
  DescribeManagedLoginBrandingByClient DescribeResourceServer DescribeRiskConfiguration
  DescribeTerms DescribeTermsByClient DescribeUserImportJob DescribeUserPool
  DescribeUserPoolClient DescribeUserPoolDomain ForgetDevice GetCSVHeader GetClientToken GetDevice
  GetGroup GetIdentityProviderByIdentifier GetLogDeliveryConfiguration GetProvisionedLimit
  GetSigningCertificate GetTokensFromRefreshToken GetUICustomization GetUser GetUserAuthFactors
  GetUserPoolMfaConfig GlobalSignOut ListDevices ListGroups ListIdentityProviders
  ListResourceServers ListTagsForResource ListTerms ListUserImportJobs ListUserPoolClientSecrets
  ListUserPoolClients ListUserPoolReplicas ListUserPools ListUsers ListUsersInGroup
  ListWebAuthnCredentials RevokeToken SetLogDeliveryConfiguration SetRiskConfiguration
  SetUICustomization SetUserMFAPreference SetUserPoolMfaConfig SetUserSettings StartUserImportJob
  StartWebAuthnRegistration StopUserImportJob TagResource UntagResource UpdateAuthEventFeedback
  UpdateDeviceStatus UpdateGroup UpdateIdentityProvider UpdateManagedLoginBranding
  UpdateProvisionedLimit UpdateResourceServer UpdateTerms UpdateUserPool UpdateUserPoolClient
  UpdateUserPoolDomain UpdateUserPoolReplica VerifySoftwareToken
  Token_POST login_passkey_POST mfa_back_POST mfa_totp_POST passkeys_add_POST
`);

/** https://docs.aws.amazon.com/sns/latest/api/API_Operations.html */
const SNS = names(`
  AddPermission ConfirmSubscription CreatePlatformApplication CreatePlatformEndpoint CreateTopic
  DeleteEndpoint DeletePlatformApplication DeleteSMSSandboxPhoneNumber DeleteTopic
  GetDataProtectionPolicy GetEndpointAttributes GetPlatformApplicationAttributes
  GetSubscriptionAttributes GetTopicAttributes ListEndpointsByPlatformApplication
  ListPlatformApplications ListSubscriptions ListSubscriptionsByTopic ListTagsForResource
  ListTopics OptInPhoneNumber PutDataProtectionPolicy RemovePermission SetEndpointAttributes
  SetPlatformApplicationAttributes SetSubscriptionAttributes SetTopicAttributes Subscribe
  TagResource Unsubscribe UntagResource
`);

/** https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_Operations.html */
const SMS_VOICE = names(`
  AssociateOriginationIdentity CreateConfigurationSet CreateEventDestination
  CreateNotifyConfiguration CreateOptOutList CreatePool CreateProtectConfiguration CreateRcsAgent
  CreateRegistration CreateRegistrationAssociation CreateRegistrationAttachment
  CreateRegistrationVersion CreateVerifiedDestinationNumber DeleteConfigurationSet
  DeleteDefaultMessageType DeleteDefaultSenderId DeleteEventDestination DeleteKeyword
  DeleteNotifyConfiguration DeleteOptOutList DeleteOptedOutNumber DeletePool DeleteRcsAgent
  DeleteRegistration DeleteRegistrationAttachment DeleteRegistrationFieldValue
  DeleteResourcePolicy DeleteVerifiedDestinationNumber DescribeConfigurationSets DescribeKeywords
  DescribeNotifyConfigurations DescribeNotifyTemplates DescribeOptOutLists DescribeOptedOutNumbers
  DescribeRcsAgentCountryLaunchStatus DescribeRcsAgents DescribeRegistrationAttachments
  DescribeRegistrationFieldDefinitions DescribeRegistrationFieldValues
  DescribeRegistrationSectionDefinitions DescribeRegistrationTypeDefinitions
  DescribeRegistrationVersions DescribeRegistrations DisassociateOriginationIdentity
  DiscardRegistrationVersion GetResourcePolicy ListAvailablePhoneNumbers ListNotifyCountries
  ListPoolOriginationIdentities ListProtectConfigurationRuleSetNumberOverrides
  ListRegistrationAssociations ListTagsForResource PutKeyword PutMessageFeedback PutOptedOutNumber
  PutRegistrationFieldValue ReleasePhoneNumber ReleaseSenderId RequestPhoneNumber RequestSenderId
  SetDefaultMessageFeedbackEnabled SetDefaultMessageType SetDefaultSenderId
  SubmitRegistrationVersion TagResource UntagResource UpdateEventDestination
  UpdateNotifyConfiguration UpdatePhoneNumber UpdatePool UpdateRcsAgent UpdateSenderId
`);

const BY_SERVICE: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["cognito-idp.amazonaws.com", COGNITO],
  ["sns.amazonaws.com", SNS],
  ["sms-voice.amazonaws.com", SMS_VOICE],
  // Which calls have this source is not confirmed.
  ["end-user-messaging.amazonaws.com", SMS_VOICE],
]);

/** CloudTrail's `eventSource` of every service by which texts are sent or confirmed. */
export const SMS_SERVICES: readonly string[] = [...BY_SERVICE.keys()];

/**
 * Whether a call is known to neither send nor confirm a text. `_GET` is a page of the hosted UI that
 * was shown: https://docs.aws.amazon.com/cognito/latest/developerguide/logging-using-cloudtrail.html
 */
export const isHarmlessCall = (service: string, name: string): boolean =>
  name.endsWith("_GET") || BY_SERVICE.get(service)?.has(name) === true;
