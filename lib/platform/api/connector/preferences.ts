/** How the webchat looks: the platform's names, with defaults for all that its clients read. */
export interface ChannelPreferences {
  readonly accentColor: string
  readonly complementaryColor: string
  readonly botMessageColor: string
  readonly botMessageBackgroundColor: string
  readonly backgroundColor: string
  readonly headerLogo: string
  readonly headerTitle: string
  readonly botPicture: string
  readonly userPicture: string
  readonly onboardingMessage: string
  readonly expanderLogo: string
  readonly expanderTitle: string
  /** Hours that a page keeps its conversation. */
  readonly conversationTimeToLive: number
  readonly openingType: 'always' | 'never' | 'memory'
  readonly welcomeMessage: string
  readonly characterLimit: number
  readonly userInputPlaceholder: string
  readonly menu: unknown
  /** Language of the texts around the conversation. */
  readonly language: string
}

export function completePreferences (given: Partial<ChannelPreferences>, bot: {
  name: string, language: string
}): ChannelPreferences {
  return {
    accentColor: '#2563eb',
    complementaryColor: '#ffffff',
    botMessageColor: '#1f2937',
    botMessageBackgroundColor: '#f1f3f6',
    backgroundColor: '#ffffff',
    headerLogo: '',
    headerTitle: bot.name,
    botPicture: '',
    userPicture: '',
    onboardingMessage: '',
    expanderLogo: '',
    expanderTitle: '',
    conversationTimeToLive: 24,
    openingType: 'never',
    welcomeMessage: '',
    characterLimit: 0,
    userInputPlaceholder: '',
    menu: null,
    language: bot.language,
    ...given
  }
}
