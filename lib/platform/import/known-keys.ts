/** What is known of the objects of one kind in the platform's files. */
export interface KnownKeys {
  /** Keys that are read, or reported where they are read. */
  readonly read?: readonly string[]
  /** Keys that say nothing of what the bot does: times, colours, the results of its training. */
  readonly meaningless?: readonly string[]
  /** Keys that a bot file cannot hold, with the value that each new bot had: it loses nothing with that one. */
  readonly standard?: Readonly<Record<string, unknown>>
  /** The same for what the platform did with people's data, which is no part of the bot: another value is a note. */
  readonly settings?: Readonly<Record<string, unknown>>
  /** Kinds of the objects behind keys that are read; in a list, of the objects of a list alone. */
  readonly inner?: Readonly<Record<string, Kind | readonly [Kind]>>
  /** Keys are names of the bot, such as languages: the kind of the objects behind all of them. */
  readonly each?: Kind
  /** It may also be a text. */
  readonly isText?: boolean
  /** Values may be secrets, which no report shows. */
  readonly isSecret?: boolean
}

export type Kind = keyof typeof KINDS

/** In all of the platform's objects: how they were stored and sorted. */
export const BOOKKEEPING: readonly string[] = [
  'id', '_id', 'uuid', 'slug', 'bot_id', 'version_id', 'bot_version_id', 'dataset_id', 'condition_id', 'requirement_id',
  'action_id', 'parent_id', 'parent_version_id', 'owner_id', 'organization_id', 'created_at', 'updated_at', 'createdAt',
  'updatedAt', 'created_by', 'updated_by', 'position', 'is_forking', 'rating'
]

const words = (text: string): readonly string[] => text.split(' ')

/** How the platform trained a dataset, and when. */
const TRAINING = words('type classifier recognizer manual_training big_bot last_data_update_at is_generating ' +
  'sharenet ner_algorithm')
/** What the platform's API told beside an item. */
const COUNTS = words('expressions_count synonyms_count logs_count count color')

const TOKEN = {
  read: words('word space entity_id'), meaningless: words('pos part_of_speech ind'), inner: { entity: 'tag' }
} as const

/** The objects of exports, datasets and imports of 2018. */
export const KINDS = {
  // part blc
  bot: {
    read: words('slug name description version'),
    meaningless: words('public visibility is_public is_privatisable is_versioning_enabled parent parent_bot_id forks ' +
      'forks_count children_count categories_count intents_count gazettes_count entities_count expressions_count ' +
      'skills_count logs_count user user_id owner owners organization image request_token developer_token'),
    standard: { bot_type: 'single' },
    settings: { private_data: false, store_conversation_data: false },
    inner: { data_policy: 'dataPolicy' }
  },
  dataPolicy: { settings: { data_type: 'non_personal' } },

  // part train, and the platform's form of a dataset
  train: {
    read: words('name description ml_models validation_files'),
    meaningless: words('version ml_model_version dataset_trainings exported_at'),
    inner: {
      datasets: 'dataset',
      intents: 'trainIntent',
      entities: 'trainEntity',
      expressions: 'trainExpression',
      tagged_tokens: 'taggedToken',
      synonyms: 'trainSynonym',
      enrichment_pair_keys: 'enrichment',
      default_enrichment_values: 'enrichment',
      enrichment_groups: 'enrichment',
      enrichment_pair_values: 'enrichment',
      entity_group_values: 'enrichment'
    }
  },
  dataset: {
    read: words('language languages strictness restricted_entity_strictness free_entity_strictness resolve_pronouns ' +
      'resolve_descriptions'),
    meaningless: TRAINING
  },
  trainIntent: { read: words('slug name description strictness is_activated'), meaningless: COUNTS },
  trainEntity: {
    read: words('slug name description type strictness is_custom is_open is_activated regex_pattern ' +
      'regex_flags entity_id gold_enrichment_from webhook_id enrichment_webhook_id after before'),
    meaningless: [...COUNTS, ...words('locked enrichment_type')],
    standard: { enrichment_strictness: 95, merge_tokens: true }
  },
  trainExpression: { read: words('intent_id source language'), inner: { tokens: 'trainToken' } },
  trainToken: { ...TOKEN, isText: true }, // one that is text is reported where it is read
  token: TOKEN,
  tag: { read: words('name type is_custom') },
  taggedToken: { read: words('expression_id entity_id token_indices'), meaningless: words('span intent_id') },
  trainSynonym: { read: words('entity_id value language') },
  enrichment: {
    read: words('entity_id enrichment_pair_key_id key_id enrichment_group_id group_id synonym_id key name slug value ' +
      'values')
  },

  // the form of a dataset with gazettes
  caiDataset: {
    read: words('language dataset_language strictness restricted_entity_strictness free_entity_strictness'),
    meaningless: [...TRAINING, ...words('version ml_model_version exported_at')],
    inner: { intents: 'caiIntent', gazettes: 'gazette' }
  },
  caiIntent: {
    read: words('slug name description strictness is_activated activated'),
    meaningless: COUNTS,
    inner: { expressions: 'caiExpression' }
  },
  caiExpression: {
    read: words('source language'), meaningless: ['compiled'], inner: { tokens: 'token' }, isText: true
  },
  gazette: {
    read: words('slug name description type strictness is_open regex_pattern regex_flags enrichments after before'),
    meaningless: [...COUNTS, ...words('locked is_custom custom enrichment_type')],
    standard: { enrichment_strictness: 95, is_activated: true },
    inner: { synonyms: 'synonym' }
  },
  synonym: {
    read: words('value synonym'),
    meaningless: words('gazette_id entity_id'),
    inner: { language: 'language' },
    isText: true
  },
  language: { read: words('isocode iso_code code language'), meaningless: ['name'], isText: true },

  // the imports of 2018
  import2018: {
    meaningless: words('version exported_at'),
    inner: { intents: 'intent2018', entities: 'entity2018', expressions: 'expression2018' }
  },
  intent2018: {
    read: words('name description activated strictness'),
    meaningless: COUNTS,
    inner: { expressions: 'expression2018' }
  },
  expression2018: { inner: { source: ['part2018'], language: 'language' } },
  part2018: { read: ['raw'], inner: { entity: 'tag' } },
  entity2018: {
    read: words('name description open strictness'),
    meaningless: [...COUNTS, ...words('custom is_custom locked')],
    inner: { synonyms: 'synonym' }
  },

  // parts csr, dm and bc
  versions: { meaningless: words('version content_version'), inner: { bot_versions: 'version' } },
  version: {
    read: ['skill_groups'],
    meaningless: words('name enable_system_aliases'),
    inner: { skills: 'skill', web_requests: 'request', templates: 'templates', system_aliases: 'system' }
  },
  skill: {
    read: words('slug name readme type is_active'),
    meaningless: words('builder ui skill_group_id'),
    inner: {
      in_condition: 'condition', skill_titles: 'title', requirement: 'requirement', out_condition: 'condition'
    }
  },
  title: { read: words('language title value name') },
  condition: {
    read: ['type'],
    inner: {
      children: 'condition',
      actions: 'action',
      operator: 'operator',
      operands: 'operand',
      left: 'operand',
      right: 'rightSide'
    }
  },
  operator: { read: ['name'], isText: true },
  operand: { read: words('type value isLeft is_left left language'), meaningless: ['condition'] },
  rightSide: { each: 'rightOperand' },
  rightOperand: { read: words('type value isLeft is_left left language'), meaningless: ['condition'], isText: true },
  requirement: {
    read: ['type'],
    inner: {
      data: 'requirementData',
      children: 'requirement',
      on_empty_condition: 'condition',
      on_success_condition: 'condition',
      on_validation_condition: 'condition'
    }
  },
  requirementData: { read: words('name field type') },
  action: { read: words('type value'), inner: { message: 'message' } },
  message: { read: words('language value directSkillTriggers') },
  request: {
    read: words('http_type request_type url base_url api_service_response response_mapping system_alias_id'),
    meaningless: words('collection include_headers system_alias_used'),
    inner: { header: 'callPart', body: 'callPart', reference: 'reference', system_alias: 'system', auth: 'credentials' }
  },
  callPart: { read: words('mode parameters template_id template_name'), isSecret: true },
  credentials: {
    read: words('type mode auth_type name authorization_url auth_url token_url url client_id client_secret scope ' +
      'username user login password token'),
    standard: { grant_type: 'client_credentials' },
    inner: { parameters: 'credentials', credentials: 'credentials' },
    isText: true,
    isSecret: true
  },
  reference: { read: words('reference_id reference_type') },
  templates: { each: 'template' },
  template: { read: words('name parameters value content'), isSecret: true },
  system: { read: words('name url base_url host'), inner: { auth: 'credentials' }, isSecret: true },

  // part qna
  questions: {
    read: words('topics knowledge_sources doclets relationships'),
    meaningless: ['version'],
    inner: { qnas: 'question', faq_items: 'question', answers: 'question' }
  },
  question: {
    read: words('question title questions questions_attributes answer value content response language disabled')
  },

  // part transportagent
  transport: { read: words('bots services'), meaningless: words('alias checksum version') }
} as const satisfies Record<string, unknown>
