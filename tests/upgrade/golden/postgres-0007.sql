-- {"task": ["00000000-0000-7000-8000-000000000001", "AKZ-000001"], "claimed": ["00000000-0000-7000-8000-000000000002", "AKZ-000002"], "job": ["00000000-0000-7000-8000-000000000003", "AKZ-000003"], "leased": ["00000000-0000-7000-8000-000000000005", "AKZ-000004"], "incident": ["00000000-0000-7000-8000-000000000007", "AKZ-000005"], "timer": ["00000000-0000-7000-8000-000000000009", "AKZ-000006"], "message": ["00000000-0000-7000-8000-000000000010", "AKZ-000007"], "first": ["00000000-0000-7000-8000-000000000011", "AKZ-000008"], "boundary": ["00000000-0000-7000-8000-000000000012", "AKZ-000009"], "join": ["00000000-0000-7000-8000-000000000013", "AKZ-000010"], "many": ["00000000-0000-7000-8000-000000000014", "AKZ-000011"], "called": ["00000000-0000-7000-8000-000000000015", "AKZ-000012"], "inside": ["00000000-0000-7000-8000-000000000016", "AKZ-000013"], "suspended": ["00000000-0000-7000-8000-000000000017", "AKZ-000014"]}
SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE FUNCTION public.case_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        DECLARE
          n bigint;
        BEGIN
          INSERT INTO change_feed (xid, tenant, kind, case_id, site, groups)
          VALUES (pg_current_xact_id()::text::bigint, NEW.tenant, 'case', NEW.id, NEW.site, '{}')
          RETURNING id INTO n;
        IF mod(n, 512) = 0 THEN
          DELETE FROM change_feed WHERE id IN
            (SELECT id FROM change_feed WHERE id <= n - 20480 FOR UPDATE SKIP LOCKED);
        END IF;
          RETURN NULL;
        END $$;
CREATE FUNCTION public.evidence_append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'evidence is append-only'; END $$;
CREATE FUNCTION public.task_offered() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        DECLARE
          n bigint;
          t task;
        BEGIN
          IF TG_OP <> 'INSERT' AND OLD.state = 0 THEN
            DELETE FROM offer WHERE case_id = OLD.case_id AND activation = OLD.activation;
            t := OLD;
          END IF;
          IF TG_OP <> 'DELETE' AND NEW.state = 0 THEN
            INSERT INTO offer (shelf, case_id, activation, tenant, element_id, name, form_id, assignee, candidate_groups, candidate_users, priority, due_at, follow_up_at, site, created_at, business_key, process_id, version, follow_up_note, applicant, employer, azr_number, case_group, nationality, applicant_key, due_sort, urgency)
            SELECT s.shelf, NEW.case_id, NEW.activation, NEW.tenant, NEW.element_id, NEW.name, NEW.form_id, NEW.assignee, NEW.candidate_groups, NEW.candidate_users, NEW.priority, NEW.due_at, NEW.follow_up_at, NEW.site, NEW.created_at, NEW.business_key, NEW.process_id, NEW.version, NEW.follow_up_note, NEW.applicant, NEW.employer, NEW.azr_number, NEW.case_group, NEW.nationality, NEW.applicant_key, COALESCE(NEW.due_at, '9999-12-31 00:00:00+00'), 100 - NEW.priority
              FROM (SELECT '@' || NEW.site
                    UNION SELECT 'g:' || g || '@' || NEW.site FROM unnest(NEW.candidate_groups) g
                    UNION SELECT 'p:' || u FROM unnest(array_append(NEW.candidate_users, NEW.assignee)) u
                     WHERE u IS NOT NULL) s(shelf);
            t := NEW;
          END IF;
          IF t.case_id IS NULL THEN
            RETURN NULL;
          END IF;
          INSERT INTO change_feed (xid, tenant, kind, case_id, site, groups, assignee)
          VALUES (pg_current_xact_id()::text::bigint, t.tenant, 'task', t.case_id, t.site, t.candidate_groups,
                  t.assignee)
          RETURNING id INTO n;
        IF mod(n, 512) = 0 THEN
          DELETE FROM change_feed WHERE id IN
            (SELECT id FROM change_feed WHERE id <= n - 20480 FOR UPDATE SKIP LOCKED);
        END IF;
          RETURN NULL;
        END $$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.access_code (
    tenant integer NOT NULL,
    case_id text NOT NULL COLLATE pg_catalog."C",
    code_hash bytea NOT NULL,
    salt bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone
);
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.case_access (
    tenant integer NOT NULL,
    case_id text NOT NULL COLLATE pg_catalog."C",
    person text NOT NULL COLLATE pg_catalog."C",
    hour timestamp with time zone NOT NULL,
    purpose text NOT NULL COLLATE pg_catalog."C",
    at timestamp with time zone NOT NULL,
    on_behalf_of text
);
CREATE TABLE public.case_instance (
    id text NOT NULL COLLATE pg_catalog."C",
    tenant integer NOT NULL,
    definition_id bigint NOT NULL,
    deployment_id bigint NOT NULL,
    process_id text NOT NULL,
    business_key text NOT NULL COLLATE pg_catalog."C",
    site text NOT NULL,
    status text NOT NULL,
    version bigint NOT NULL,
    state bytea NOT NULL,
    state_format integer NOT NULL,
    checksum bytea NOT NULL,
    history_seq bigint NOT NULL,
    history_head bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    before_suspension text,
    applicant text DEFAULT ''::text NOT NULL,
    employer text DEFAULT ''::text NOT NULL,
    azr_number text DEFAULT ''::text NOT NULL,
    case_group text DEFAULT ''::text NOT NULL,
    nationality text DEFAULT ''::text NOT NULL,
    applicant_key text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    listed_digest text DEFAULT ''::text NOT NULL,
    CONSTRAINT case_status_known CHECK ((status = ANY (ARRAY['RUNNING'::text, 'INCIDENT'::text, 'SUSPENDED'::text, 'COMPLETED'::text, 'CANCELLED'::text])))
)
WITH (fillfactor='60', toast_tuple_target='4080', autovacuum_vacuum_scale_factor='0.01', autovacuum_vacuum_cost_limit='2000');
ALTER TABLE ONLY public.case_instance ALTER COLUMN state SET STORAGE EXTERNAL;
CREATE UNLOGGED TABLE public.change_feed (
    id bigint NOT NULL,
    xid bigint NOT NULL,
    tenant integer NOT NULL,
    kind text NOT NULL,
    case_id text NOT NULL COLLATE pg_catalog."C",
    site text NOT NULL,
    groups text[] NOT NULL,
    assignee text
);
ALTER TABLE public.change_feed ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.change_feed_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.comment (
    id text NOT NULL COLLATE pg_catalog."C",
    tenant integer NOT NULL,
    case_id text NOT NULL COLLATE pg_catalog."C",
    author text NOT NULL,
    text text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    element_id text NOT NULL,
    on_behalf_of text,
    changed_at timestamp with time zone,
    deleted_at timestamp with time zone
);
CREATE TABLE public.counter (
    tenant integer NOT NULL,
    series text NOT NULL,
    value bigint NOT NULL
);
CREATE TABLE public.data_key (
    tenant integer NOT NULL,
    subject text NOT NULL COLLATE pg_catalog."C",
    master text NOT NULL,
    wrapped bytea,
    created_at timestamp with time zone NOT NULL,
    destroyed_at timestamp with time zone
);
CREATE TABLE public.definition (
    id bigint NOT NULL,
    tenant integer NOT NULL,
    process_id text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    deployment_id bigint NOT NULL,
    name text NOT NULL,
    hash text NOT NULL
);
ALTER TABLE public.definition ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.definition_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.deployment (
    id bigint NOT NULL,
    tenant integer NOT NULL,
    hash text NOT NULL,
    resources bytea NOT NULL,
    compiled bytea NOT NULL,
    deployed_at timestamp with time zone NOT NULL,
    deployed_by text NOT NULL
);
ALTER TABLE public.deployment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deployment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.deputyship (
    id text NOT NULL COLLATE pg_catalog."C",
    tenant integer NOT NULL,
    person text NOT NULL COLLATE pg_catalog."C",
    deputy text NOT NULL COLLATE pg_catalog."C",
    since timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    reason text NOT NULL,
    created_by text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    groups text[],
    sites text[],
    ended_at timestamp with time zone,
    ended_by text
);
CREATE TABLE public.document (
    id text NOT NULL COLLATE pg_catalog."C",
    tenant integer NOT NULL,
    case_id text NOT NULL COLLATE pg_catalog."C",
    folder text NOT NULL,
    code text,
    source text NOT NULL,
    newest integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    template text,
    language text,
    sent_at timestamp with time zone,
    dispatch_id text,
    deleted_at timestamp with time zone,
    deleted_by text,
    delete_note bytea
);
CREATE TABLE public.document_blob (
    id text NOT NULL COLLATE pg_catalog."C",
    tenant integer NOT NULL,
    case_id text NOT NULL COLLATE pg_catalog."C",
    created_at timestamp with time zone NOT NULL,
    filed integer NOT NULL
);
CREATE TABLE public.document_chunk (
    blob_id text NOT NULL COLLATE pg_catalog."C",
    number integer NOT NULL,
    content bytea NOT NULL
);
ALTER TABLE ONLY public.document_chunk ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE TABLE public.document_version (
    document_id text NOT NULL COLLATE pg_catalog."C",
    number integer NOT NULL,
    tenant integer NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    blob_id text NOT NULL COLLATE pg_catalog."C",
    media_type text NOT NULL,
    size bigint NOT NULL,
    sha256 text NOT NULL,
    scan text NOT NULL,
    flags text[] NOT NULL,
    uploaded_at timestamp with time zone NOT NULL,
    uploaded_by text NOT NULL,
    on_behalf_of text,
    label bytea NOT NULL
);
CREATE TABLE public.draft (
    case_id text NOT NULL COLLATE pg_catalog."C",
    activation integer NOT NULL,
    tenant integer NOT NULL,
    person text NOT NULL,
    answers text NOT NULL,
    saved_at timestamp with time zone NOT NULL
);
CREATE TABLE public.evidence (
    id bigint NOT NULL,
    tenant integer NOT NULL,
    exchange text NOT NULL,
    part text NOT NULL,
    agency text NOT NULL,
    operation text NOT NULL,
    case_id text COLLATE pg_catalog."C",
    business_key text NOT NULL COLLATE pg_catalog."C",
    job_id text NOT NULL,
    key text NOT NULL,
    message_id text NOT NULL,
    attempt integer NOT NULL,
    at timestamp with time zone NOT NULL,
    media_type text NOT NULL,
    size integer NOT NULL,
    sha256 bytea NOT NULL,
    canonical text NOT NULL,
    canonical_sha256 bytea,
    signature text NOT NULL,
    status integer,
    outcome text NOT NULL,
    receipt text NOT NULL,
    subject text NOT NULL COLLATE pg_catalog."C",
    content bytea,
    master text NOT NULL,
    seal bytea NOT NULL
);
ALTER TABLE ONLY public.evidence ALTER COLUMN content SET STORAGE EXTERNAL;
ALTER TABLE public.evidence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evidence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE SEQUENCE public.fence_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE public.history (
    case_id text NOT NULL COLLATE pg_catalog."C",
    tenant integer NOT NULL,
    seq bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    event text NOT NULL,
    element_id text NOT NULL,
    activation integer NOT NULL,
    outcome text NOT NULL,
    started_at timestamp with time zone,
    detail text NOT NULL,
    hash bytea NOT NULL
);
CREATE TABLE public.inbound_message (
    tenant integer NOT NULL,
    source text NOT NULL,
    message_id text NOT NULL,
    name text NOT NULL,
    corr_key text NOT NULL,
    payload text NOT NULL,
    body_sha256 bytea NOT NULL,
    received_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    state smallint NOT NULL,
    id bigint NOT NULL,
    sequence bigint,
    consumed_by text
);
ALTER TABLE public.inbound_message ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.inbound_message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.incident (
    case_id text NOT NULL COLLATE pg_catalog."C",
    activation integer NOT NULL,
    tenant integer NOT NULL,
    element_id text NOT NULL,
    code text NOT NULL,
    message text NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    resolved_at timestamp with time zone
);
CREATE TABLE public.job (
    case_id text NOT NULL COLLATE pg_catalog."C",
    activation integer NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    tenant integer NOT NULL,
    queue text NOT NULL,
    type text NOT NULL,
    element_id text NOT NULL,
    state smallint NOT NULL,
    run_at timestamp with time zone NOT NULL,
    max_attempts integer NOT NULL,
    idem_key text NOT NULL,
    payload text NOT NULL,
    attempts integer NOT NULL,
    phase smallint NOT NULL,
    fence bigint,
    lease_until timestamp with time zone,
    worker text,
    last_error text,
    business_key text NOT NULL
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0.01', autovacuum_vacuum_cost_limit='2000');
CREATE TABLE public.offer (
    case_id text NOT NULL COLLATE pg_catalog."C",
    activation integer NOT NULL,
    shelf text NOT NULL COLLATE pg_catalog."C",
    tenant integer NOT NULL,
    element_id text NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    form_id text,
    assignee text,
    candidate_groups text[] NOT NULL,
    candidate_users text[] NOT NULL,
    priority integer NOT NULL,
    due_at timestamp with time zone,
    follow_up_at timestamp with time zone,
    site text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    business_key text NOT NULL COLLATE pg_catalog."C",
    process_id text NOT NULL,
    version integer NOT NULL,
    follow_up_note text DEFAULT ''::text NOT NULL,
    applicant text DEFAULT ''::text NOT NULL,
    employer text DEFAULT ''::text NOT NULL,
    azr_number text DEFAULT ''::text NOT NULL,
    case_group text DEFAULT ''::text NOT NULL,
    nationality text DEFAULT ''::text NOT NULL,
    applicant_key text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    due_sort timestamp with time zone NOT NULL,
    urgency integer NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0.01', autovacuum_vacuum_cost_limit='2000');
CREATE TABLE public.person (
    tenant integer NOT NULL,
    person text NOT NULL COLLATE pg_catalog."C",
    account text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    changed_at timestamp with time zone NOT NULL,
    groups text[] NOT NULL,
    sites text[] NOT NULL,
    language text NOT NULL,
    preferences text NOT NULL,
    active smallint NOT NULL
);
CREATE TABLE public.queue_state (
    queue text NOT NULL COLLATE pg_catalog."C",
    paused smallint NOT NULL,
    rate integer,
    next_at timestamp with time zone,
    open_until timestamp with time zone,
    changed_at timestamp with time zone NOT NULL,
    changed_by text NOT NULL,
    reason text NOT NULL
);
CREATE TABLE public.replay_seen (
    digest text NOT NULL COLLATE pg_catalog."C",
    expires_at timestamp with time zone NOT NULL,
    valid_until timestamp with time zone NOT NULL
);
CREATE TABLE public.request_key (
    tenant integer NOT NULL,
    principal text NOT NULL,
    key text NOT NULL,
    command text NOT NULL,
    body_sha256 bytea NOT NULL,
    answer bytea,
    created_at timestamp with time zone NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0.01', autovacuum_vacuum_cost_limit='2000');
CREATE TABLE public.saved_view (
    id text NOT NULL COLLATE pg_catalog."C",
    tenant integer NOT NULL,
    owner text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    query text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    columns text[] NOT NULL,
    "position" integer NOT NULL,
    shared_group text COLLATE pg_catalog."C",
    shared_site text COLLATE pg_catalog."C"
);
CREATE TABLE public.seal_opening (
    id text NOT NULL COLLATE pg_catalog."C",
    tenant integer NOT NULL,
    case_id text NOT NULL COLLATE pg_catalog."C",
    folder text NOT NULL,
    person text NOT NULL COLLATE pg_catalog."C",
    session text NOT NULL,
    reason text NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    on_behalf_of text
);
CREATE TABLE public.search_term (
    tenant integer NOT NULL,
    term text NOT NULL COLLATE pg_catalog."C",
    case_id text NOT NULL COLLATE pg_catalog."C",
    site text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.security_event (
    id text NOT NULL COLLATE pg_catalog."C",
    tenant integer NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    person text NOT NULL,
    address text NOT NULL,
    detail text NOT NULL
);
CREATE TABLE public.start_subscription (
    tenant integer NOT NULL,
    definition_id bigint NOT NULL,
    process_id text NOT NULL COLLATE pg_catalog."C",
    element_id text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL,
    name text NOT NULL,
    spec text NOT NULL
);
CREATE TABLE public.subscription (
    case_id text NOT NULL COLLATE pg_catalog."C",
    activation integer NOT NULL,
    element_id text NOT NULL COLLATE pg_catalog."C",
    tenant integer NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    corr_key text NOT NULL,
    created_at timestamp with time zone NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0.01', autovacuum_vacuum_cost_limit='2000');
CREATE TABLE public.task (
    case_id text NOT NULL COLLATE pg_catalog."C",
    activation integer NOT NULL,
    tenant integer NOT NULL,
    element_id text NOT NULL,
    name text NOT NULL,
    form_id text,
    assignee text,
    candidate_groups text[] NOT NULL,
    candidate_users text[] NOT NULL,
    priority integer NOT NULL,
    due_at timestamp with time zone,
    follow_up_at timestamp with time zone,
    site text NOT NULL,
    state smallint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    business_key text NOT NULL COLLATE pg_catalog."C",
    process_id text NOT NULL,
    version integer NOT NULL,
    ended_at timestamp with time zone,
    ended_by text,
    follow_up_note text DEFAULT ''::text NOT NULL,
    applicant text DEFAULT ''::text NOT NULL,
    employer text DEFAULT ''::text NOT NULL,
    azr_number text DEFAULT ''::text NOT NULL,
    case_group text DEFAULT ''::text NOT NULL,
    nationality text DEFAULT ''::text NOT NULL,
    applicant_key text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C"
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0.01', autovacuum_vacuum_cost_limit='2000');
CREATE TABLE public.timer (
    case_id text NOT NULL COLLATE pg_catalog."C",
    activation integer NOT NULL,
    element_id text NOT NULL COLLATE pg_catalog."C",
    cycle integer NOT NULL,
    tenant integer NOT NULL,
    fire_at timestamp with time zone NOT NULL,
    tz text NOT NULL,
    spec text NOT NULL,
    state smallint NOT NULL
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0.01', autovacuum_vacuum_cost_limit='2000');
CREATE TABLE public.web_session (
    token_hash bytea NOT NULL,
    tenant integer NOT NULL,
    person text NOT NULL COLLATE pg_catalog."C",
    account text NOT NULL,
    csrf text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    provider_session text COLLATE pg_catalog."C",
    detail text NOT NULL
);
CREATE TABLE public.worker_heartbeat (
    worker text NOT NULL COLLATE pg_catalog."C",
    started_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    detail text NOT NULL
);
INSERT INTO public.alembic_version VALUES ('0007');
INSERT INTO public.case_instance VALUES ('00000000-0000-7000-8000-000000000001', 1, 1, 1, 'p-task', 'AKZ-000001', '', 'RUNNING', 1, '\x007b226e223a342c2261223a5b5b312c302c22702d7461736b222c313739323536393630303030302c22702d7461736b222c7b226974656d73223a5b312c322c335d2c226578616374223a22312e3130222c22737461727465644174223a22323032362d31302d32315430383a30303a30302b30303a3030227d5d2c5b332c312c226f70656e2d7461736b222c313739323536393630303030302c305d5d2c2271223a5b5d2c2272223a322c2270223a7b7d7d', 1, '\x8f182ab2b8d58c7e3617b3e8abf481eab72ba349ab8232f235dbe2c0412a93eb', 2, '\x253463003489ca7bf485a81584646f93fbeecfb3338ca60087598f2fc92fd9ea', '2026-10-21 08:00:00+00', '2026-10-21 08:00:00+00', NULL, NULL, '', '', '', '', '', '', '');
INSERT INTO public.case_instance VALUES ('00000000-0000-7000-8000-000000000002', 1, 2, 1, 'p-claimed', 'AKZ-000002', '', 'RUNNING', 1, '\x007b226e223a342c2261223a5b5b312c302c22702d636c61696d6564222c313739323536393630303030302c22702d636c61696d6564222c7b226974656d73223a5b312c322c335d2c226578616374223a22312e3130222c22737461727465644174223a22323032362d31302d32315430383a30303a30302b30303a3030227d5d2c5b332c312c22636c61696d65642d7461736b222c313739323536393630303030302c305d5d2c2271223a5b5d2c2272223a322c2270223a7b7d7d', 1, '\x02026e2906ebaa0f17fcb5d1a4c89ef161ad953c803772cf1eed4d340d3a4816', 2, '\x0421374bb47a91150abfd72a85459c8d5eda67d08190242b9bc0ed019063cacb', '2026-10-21 08:00:00+00', '2026-10-21 08:00:00+00', NULL, NULL, '', '', '', '', '', '', '');
INSERT INTO public.case_instance VALUES ('00000000-0000-7000-8000-000000000003', 1, 3, 1, 'p-job', 'AKZ-000003', '', 'RUNNING', 1, '\x007b226e223a342c2261223a5b5b312c302c22702d6a6f62222c313739323536393630303030302c22702d6a6f62222c7b226974656d73223a5b312c322c335d2c226578616374223a22312e3130222c22737461727465644174223a22323032362d31302d32315430383a30303a30302b30303a3030227d5d2c5b332c312c2272656164792d6a6f62222c313739323536393630303030302c305d5d2c2271223a5b5d2c2272223a322c2270223a7b7d7d', 1, '\xdfa5076f84649d9d549e9eb997afc443f9c38fd827dfe673d92c4a7be20858d9', 2, '\xe9b710f19ae162c02844c9bd08b592b66086fc0f74bb59b317f0af9c0efbdceb', '2026-10-21 08:00:00+00', '2026-10-21 08:00:00+00', NULL, NULL, '', '', '', '', '', '', '');
INSERT INTO public.case_instance VALUES ('00000000-0000-7000-8000-000000000005', 1, 4, 1, 'p-leased', 'AKZ-000004', '', 'RUNNING', 1, '\x007b226e223a342c2261223a5b5b312c302c22702d6c6561736564222c313739323536393630303030302c22702d6c6561736564222c7b226974656d73223a5b312c322c335d2c226578616374223a22312e3130222c22737461727465644174223a22323032362d31302d32315430383a30303a30302b30303a3030227d5d2c5b332c312c226c65617365642d6a6f62222c313739323536393630303030302c305d5d2c2271223a5b5d2c2272223a322c2270223a7b7d7d', 1, '\xba77fac249010f898b6750372ac1fef276265e53763b44753dfac60244501a8a', 2, '\xb7f94f35f051747e6920d267abdda21ec2af7b3f9e1a8135248a9b32ccf56f8b', '2026-10-21 08:00:00+00', '2026-10-21 08:00:00+00', NULL, NULL, '', '', '', '', '', '', '');
INSERT INTO public.case_instance VALUES ('00000000-0000-7000-8000-000000000007', 1, 5, 1, 'p-stuck', 'AKZ-000005', '', 'INCIDENT', 2, '\x007b226e223a342c2261223a5b5b312c302c22702d737475636b222c313739323536393630303030302c22702d737475636b222c7b226974656d73223a5b312c322c335d2c226578616374223a22312e3130222c22737461727465644174223a22323032362d31302d32315430383a30303a30302b30303a3030227d5d2c5b332c312c22737475636b2d6a6f62222c313739323536393630303030302c302c6e756c6c2c7b22737475636b223a5b226a6f62222c2272656675736564225d7d5d5d2c2271223a5b5d2c2272223a322c2270223a7b7d7d', 1, '\x425ba593ff812bc81f862710bb0c0c8fc1104edfe98cd326a5aba37e8a7a45ec', 3, '\xe6355c3d715db05b3db289840104ade3a45c17ed5ce60c5501c07b50410c2b6d', '2026-10-21 08:00:00+00', '2026-10-21 08:00:00+00', NULL, NULL, '', '', '', '', '', '', '');
INSERT INTO public.case_instance VALUES ('00000000-0000-7000-8000-000000000009', 1, 6, 1, 'p-timer', 'AKZ-000006', '', 'RUNNING', 1, '\x007b226e223a342c2261223a5b5b312c302c22702d74696d6572222c313739323536393630303030302c22702d74696d6572222c7b226974656d73223a5b312c322c335d2c226578616374223a22312e3130222c22737461727465644174223a22323032362d31302d32315430383a30303a30302b30303a3030227d5d2c5b332c312c22776169742d74696d6572222c313739323536393630303030302c302c6e756c6c2c7b2274223a7b22776169742d74696d6572223a5b302c315d7d7d5d5d2c2271223a5b5d2c2272223a322c2270223a7b7d7d', 1, '\x9c401a30750cd7e8a7facc5f3d31bcbdd4f0917b572534efaa5189583621ecbb', 2, '\x74be09424b6cfbe04e5ce337d1581dbff8e72edf8da8b6360683456206b11b2f', '2026-10-21 08:00:00+00', '2026-10-21 08:00:00+00', NULL, NULL, '', '', '', '', '', '', '');
INSERT INTO public.case_instance VALUES ('00000000-0000-7000-8000-000000000010', 1, 7, 1, 'p-message', 'AKZ-000007', '', 'RUNNING', 1, '\x007b226e223a342c2261223a5b5b312c302c22702d6d657373616765222c313739323536393630303030302c22702d6d657373616765222c7b226974656d73223a5b312c322c335d2c226578616374223a22312e3130222c22737461727465644174223a22323032362d31302d32315430383a30303a30302b30303a3030227d5d2c5b332c312c22776169742d6d657373616765222c313739323536393630303030302c305d5d2c2271223a5b5d2c2272223a322c2270223a7b7d7d', 1, '\x3d08beeed7376a17889cb3b03573352542ac40bb8c2a704a43a7649814ec6410', 2, '\x65bb9f6615975e946dabec9a54dcf0746919dcbf350305294c58bd489e34b19e', '2026-10-21 08:00:00+00', '2026-10-21 08:00:00+00', NULL, NULL, '', '', '', '', '', '', '');
INSERT INTO public.case_instance VALUES ('00000000-0000-7000-8000-000000000011', 1, 8, 1, 'p-first', 'AKZ-000008', '', 'RUNNING', 1, '\x007b226e223a342c2261223a5b5b312c302c22702d6669727374222c313739323536393630303030302c22702d6669727374222c7b226974656d73223a5b312c322c335d2c226578616374223a22312e3130222c22737461727465644174223a22323032362d31302d32315430383a30303a30302b30303a3030227d5d2c5b332c312c227768696368222c313739323536393630303030302c302c6e756c6c2c7b2274223a7b2262792d74696d65223a5b302c315d7d7d5d5d2c2271223a5b5d2c2272223a322c2270223a7b7d7d', 1, '\xf0f24e59db6e9a54a792251c8c8c1c0aef269e834077cfb7173831b5341b7d3f', 2, '\x463fd2c749fdae0c80a803335e37b86529da2c3dd6e31c90dea6de8d417c866d', '2026-10-21 08:00:00+00', '2026-10-21 08:00:00+00', NULL, NULL, '', '', '', '', '', '', '');
INSERT INTO public.case_instance VALUES ('00000000-0000-7000-8000-000000000012', 1, 9, 1, 'p-boundary', 'AKZ-000009', '', 'RUNNING', 1, '\x007b226e223a342c2261223a5b5b312c302c22702d626f756e64617279222c313739323536393630303030302c22702d626f756e64617279222c7b226974656d73223a5b312c322c335d2c226578616374223a22312e3130222c22737461727465644174223a22323032362d31302d32315430383a30303a30302b30303a3030227d5d2c5b332c312c22776174636865642d7461736b222c313739323536393630303030302c302c6e756c6c2c7b2274223a7b22746f6f2d6c617465223a5b302c315d7d7d5d5d2c2271223a5b5d2c2272223a322c2270223a7b7d7d', 1, '\x38ac46964868ca397b6da1ba24c385137b39d60ffc4d014e0463e2f70beb96d7', 2, '\x61335dcc7f1d9da3a72eed8b097cdfd25dbf7d9ba984ac57b7b4298eb20c985a', '2026-10-21 08:00:00+00', '2026-10-21 08:00:00+00', NULL, NULL, '', '', '', '', '', '', '');
INSERT INTO public.case_instance VALUES ('00000000-0000-7000-8000-000000000013', 1, 10, 1, 'p-join', 'AKZ-000010', '', 'RUNNING', 2, '\x007b226e223a372c2261223a5b5b312c302c22702d6a6f696e222c313739323536393630303030302c22702d6a6f696e222c7b226974656d73223a5b312c322c335d2c226578616374223a22312e3130222c22737461727465644174223a22323032362d31302d32315430383a30303a30302b30303a3030227d5d2c5b352c312c227269676874222c313739323536393630303030302c305d2c5b362c312c226a6f696e6564222c313739323536393630303030302c302c6e756c6c2c7b22696e223a7b22662d6a6f696e2d6c6566742d6a6f696e6564223a317d7d5d5d2c2271223a5b5d2c2272223a302c2270223a7b7d7d', 1, '\x0696660ce238d3491dcb270d63ee249638c008d0b0a6eb4df11c90cd957ec331', 5, '\xb2e5ffaa56778cc15ad5fd177b71a95d6f976274343af84c0b66c80988e110b2', '2026-10-21 08:00:00+00', '2026-10-21 08:00:00+00', NULL, NULL, '', '', '', '', '', '', '');
INSERT INTO public.case_instance VALUES ('00000000-0000-7000-8000-000000000014', 1, 11, 1, 'p-many', 'AKZ-000011', '', 'RUNNING', 2, '\x007b226e223a362c2261223a5b5b312c302c22702d6d616e79222c313739323536393630303030302c22702d6d616e79222c7b226974656d73223a5b312c322c335d2c226578616374223a22312e3130222c22737461727465644174223a22323032362d31302d32315430383a30303a30302b30303a3030222c22726573756c74223a317d5d2c5b332c312c226f6e652d6f66222c313739323536393630303030302c302c6e756c6c2c7b226d69223a7b226e223a332c22646f6e65223a312c226f7574223a5b312c6e756c6c2c6e756c6c5d2c226974656d73223a5b312c322c335d7d7d5d2c5b352c332c226f6e652d6f66222c313739323536393630303030302c302c7b226c6f6f70436f756e746572223a322c226974656d223a327d2c7b226e223a317d5d5d2c2271223a5b5d2c2272223a312c2270223a7b7d7d', 1, '\x7946db700f68e63120b52e76188143810bd0d7c0f680b739a4026a3bf8a1ea17', 4, '\x8ce63cfbd3ac26f912b53503d3328f22608080a497705b21505c8e2aa0ea5e50', '2026-10-21 08:00:00+00', '2026-10-21 08:00:00+00', NULL, NULL, '', '', '', '', '', '', '');
INSERT INTO public.case_instance VALUES ('00000000-0000-7000-8000-000000000015', 1, 12, 1, 'p-calls', 'AKZ-000012', '', 'RUNNING', 1, '\x007b226e223a372c2261223a5b5b312c302c22702d63616c6c73222c313739323536393630303030302c22702d63616c6c73222c7b226974656d73223a5b312c322c335d2c226578616374223a22312e3130222c22737461727465644174223a22323032362d31302d32315430383a30303a30302b30303a3030227d5d2c5b332c312c2263616c6c696e67222c313739323536393630303030302c305d2c5b342c332c22702d696e6e6572222c313739323536393630303030302c22702d696e6e6572222c7b7d5d2c5b362c342c22696e6e65722d7461736b222c313739323536393630303030302c305d5d2c2271223a5b5d2c2272223a342c2270223a7b7d7d', 1, '\x077aa772a8c9654c3912ef138f077591adc86ceba3dbc4e4473bd115e5ce451c', 3, '\xbc7c0513c7b87ad56c0129c4ff9d39f0911cab4fc97476d20a32f0dedc1ad201', '2026-10-21 08:00:00+00', '2026-10-21 08:00:00+00', NULL, NULL, '', '', '', '', '', '', '');
INSERT INTO public.case_instance VALUES ('00000000-0000-7000-8000-000000000016', 1, 14, 1, 'p-inside', 'AKZ-000013', '', 'RUNNING', 2, '\x007b226e223a372c2261223a5b5b312c302c22702d696e73696465222c313739323536393630303030302c22702d696e73696465222c7b226974656d73223a5b312c322c335d2c226578616374223a22312e3130222c22737461727465644174223a22323032362d31302d32315430383a30303a30302b30303a3030227d5d2c5b332c312c22696e73696465222c313739323536393630303030302c305d2c5b362c332c2261667465722d696e73696465222c313739323536393630303030302c305d5d2c2271223a5b5d2c2272223a312c2270223a7b7d7d', 1, '\xd4e0bef4af359081b54cbfbc381e791e148f9c5732582caa6078da8512071767', 5, '\x690bb96e7f26055a95906a04e4678d21786a162a342b2ad3c81196f91b646d0b', '2026-10-21 08:00:00+00', '2026-10-21 08:00:00+00', NULL, NULL, '', '', '', '', '', '', '');
INSERT INTO public.case_instance VALUES ('00000000-0000-7000-8000-000000000017', 1, 15, 1, 'p-suspended', 'AKZ-000014', '', 'SUSPENDED', 2, '\x007b226e223a342c2261223a5b5b312c302c22702d73757370656e646564222c313739323536393630303030302c22702d73757370656e646564222c7b226974656d73223a5b312c322c335d2c226578616374223a22312e3130222c22737461727465644174223a22323032362d31302d32315430383a30303a30302b30303a3030227d5d2c5b332c312c2273757370656e6465642d7461736b222c313739323536393630303030302c305d5d2c2271223a5b5d2c2272223a322c2270223a7b7d7d', 1, '\x6bbf39d6e827685d44a5eae4841a7f9dcf5a8d24410157fec0d8ebe51c5a5570', 3, '\xdb4a665a5b8ef1246e2adb248b8e5f4d25f29114217a0e56f69f8b1b6af4458b', '2026-10-21 08:00:00+00', '2026-10-21 08:00:00+00', NULL, 'RUNNING', '', '', '', '', '', '', '');
INSERT INTO public.change_feed VALUES (1, 754, 1, 'case', '00000000-0000-7000-8000-000000000001', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (2, 754, 1, 'task', '00000000-0000-7000-8000-000000000001', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (3, 755, 1, 'case', '00000000-0000-7000-8000-000000000002', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (4, 755, 1, 'task', '00000000-0000-7000-8000-000000000002', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (5, 758, 1, 'task', '00000000-0000-7000-8000-000000000002', '', '{}', 'anna');
INSERT INTO public.change_feed VALUES (6, 760, 1, 'case', '00000000-0000-7000-8000-000000000003', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (7, 761, 1, 'case', '00000000-0000-7000-8000-000000000005', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (8, 764, 1, 'case', '00000000-0000-7000-8000-000000000007', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (9, 767, 1, 'case', '00000000-0000-7000-8000-000000000007', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (10, 768, 1, 'case', '00000000-0000-7000-8000-000000000009', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (11, 769, 1, 'case', '00000000-0000-7000-8000-000000000010', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (12, 770, 1, 'case', '00000000-0000-7000-8000-000000000011', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (13, 771, 1, 'case', '00000000-0000-7000-8000-000000000012', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (14, 771, 1, 'task', '00000000-0000-7000-8000-000000000012', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (15, 772, 1, 'case', '00000000-0000-7000-8000-000000000013', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (16, 772, 1, 'task', '00000000-0000-7000-8000-000000000013', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (17, 772, 1, 'task', '00000000-0000-7000-8000-000000000013', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (18, 775, 1, 'task', '00000000-0000-7000-8000-000000000013', '', '{}', 'anna');
INSERT INTO public.change_feed VALUES (19, 776, 1, 'case', '00000000-0000-7000-8000-000000000013', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (20, 776, 1, 'task', '00000000-0000-7000-8000-000000000013', '', '{}', 'anna');
INSERT INTO public.change_feed VALUES (21, 777, 1, 'case', '00000000-0000-7000-8000-000000000014', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (22, 777, 1, 'task', '00000000-0000-7000-8000-000000000014', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (23, 780, 1, 'task', '00000000-0000-7000-8000-000000000014', '', '{}', 'anna');
INSERT INTO public.change_feed VALUES (24, 781, 1, 'case', '00000000-0000-7000-8000-000000000014', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (25, 781, 1, 'task', '00000000-0000-7000-8000-000000000014', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (26, 781, 1, 'task', '00000000-0000-7000-8000-000000000014', '', '{}', 'anna');
INSERT INTO public.change_feed VALUES (27, 782, 1, 'case', '00000000-0000-7000-8000-000000000015', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (28, 782, 1, 'task', '00000000-0000-7000-8000-000000000015', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (29, 783, 1, 'case', '00000000-0000-7000-8000-000000000016', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (30, 783, 1, 'task', '00000000-0000-7000-8000-000000000016', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (31, 786, 1, 'task', '00000000-0000-7000-8000-000000000016', '', '{}', 'anna');
INSERT INTO public.change_feed VALUES (32, 787, 1, 'case', '00000000-0000-7000-8000-000000000016', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (33, 787, 1, 'task', '00000000-0000-7000-8000-000000000016', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (34, 787, 1, 'task', '00000000-0000-7000-8000-000000000016', '', '{}', 'anna');
INSERT INTO public.change_feed VALUES (35, 788, 1, 'case', '00000000-0000-7000-8000-000000000017', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (36, 788, 1, 'task', '00000000-0000-7000-8000-000000000017', '', '{}', NULL);
INSERT INTO public.change_feed VALUES (37, 789, 1, 'case', '00000000-0000-7000-8000-000000000017', '', '{}', NULL);
INSERT INTO public.counter VALUES (1, 'AKZ', 14);
INSERT INTO public.definition VALUES (1, 1, 'p-task', 1, 1, 'p-task', 'f90cfec8febc8cbd392bccc9cac35c7d0bb0a96773587a41de07cf5990e166ed');
INSERT INTO public.definition VALUES (2, 1, 'p-claimed', 1, 1, 'p-claimed', 'f90cfec8febc8cbd392bccc9cac35c7d0bb0a96773587a41de07cf5990e166ed');
INSERT INTO public.definition VALUES (3, 1, 'p-job', 1, 1, 'p-job', 'f90cfec8febc8cbd392bccc9cac35c7d0bb0a96773587a41de07cf5990e166ed');
INSERT INTO public.definition VALUES (4, 1, 'p-leased', 1, 1, 'p-leased', 'f90cfec8febc8cbd392bccc9cac35c7d0bb0a96773587a41de07cf5990e166ed');
INSERT INTO public.definition VALUES (5, 1, 'p-stuck', 1, 1, 'p-stuck', 'f90cfec8febc8cbd392bccc9cac35c7d0bb0a96773587a41de07cf5990e166ed');
INSERT INTO public.definition VALUES (6, 1, 'p-timer', 1, 1, 'p-timer', 'f90cfec8febc8cbd392bccc9cac35c7d0bb0a96773587a41de07cf5990e166ed');
INSERT INTO public.definition VALUES (7, 1, 'p-message', 1, 1, 'p-message', 'f90cfec8febc8cbd392bccc9cac35c7d0bb0a96773587a41de07cf5990e166ed');
INSERT INTO public.definition VALUES (8, 1, 'p-first', 1, 1, 'p-first', 'f90cfec8febc8cbd392bccc9cac35c7d0bb0a96773587a41de07cf5990e166ed');
INSERT INTO public.definition VALUES (9, 1, 'p-boundary', 1, 1, 'p-boundary', 'f90cfec8febc8cbd392bccc9cac35c7d0bb0a96773587a41de07cf5990e166ed');
INSERT INTO public.definition VALUES (10, 1, 'p-join', 1, 1, 'p-join', 'f90cfec8febc8cbd392bccc9cac35c7d0bb0a96773587a41de07cf5990e166ed');
INSERT INTO public.definition VALUES (11, 1, 'p-many', 1, 1, 'p-many', 'f90cfec8febc8cbd392bccc9cac35c7d0bb0a96773587a41de07cf5990e166ed');
INSERT INTO public.definition VALUES (12, 1, 'p-calls', 1, 1, 'p-calls', 'f90cfec8febc8cbd392bccc9cac35c7d0bb0a96773587a41de07cf5990e166ed');
INSERT INTO public.definition VALUES (13, 1, 'p-inner', 1, 1, 'p-inner', 'f90cfec8febc8cbd392bccc9cac35c7d0bb0a96773587a41de07cf5990e166ed');
INSERT INTO public.definition VALUES (14, 1, 'p-inside', 1, 1, 'p-inside', 'f90cfec8febc8cbd392bccc9cac35c7d0bb0a96773587a41de07cf5990e166ed');
INSERT INTO public.definition VALUES (15, 1, 'p-suspended', 1, 1, 'p-suspended', 'f90cfec8febc8cbd392bccc9cac35c7d0bb0a96773587a41de07cf5990e166ed');
INSERT INTO public.deployment VALUES (1, 1, 'f90cfec8febc8cbd392bccc9cac35c7d0bb0a96773587a41de07cf5990e166ed', '\x504b030414000000080000002100e19507accc060000ff2900000a00000066696c65302e62706d6ecd5a5d6fdb36147ddfaf10f4ce286937600b62176b930ec5daae583b60afb44cdb5c644913a938e9af1f3f44ea52a2655db7dbfa96483cbce7de7348f1c3372f1ef745f2c01ac1ab72915e5d5ca6092bf36acdcbed22fde3d36bf263fa62f9ddcdaade97d76bb6e12597aaa54814ac14d7faf122dd49595f67d9e170b8a8f6db8baad966a26679f6f2c3bbf7d9b3cbabcbcb1f9e7d9fbdfbedf6ee6dda011f050f7087e706f6ecf2f22afbf3dddb8ff98eed29e1a590b4cc99437d666cc53c2ea7fbb65c531bcf0032d32033595804bdffcc8458a46d53767f1bced75769c2d78b1464942692365b26dfd33d1335cd9905492664ea0aa0de08ba65065a3029599326a56aefff5bda76ec51b25257f4ae607b564ab1bc31ccae45bb1279c36b1d31c9aba66105d57fffca9e16e922a782fdce3669922d6fb2631d6590498c989055ed6899bfff2f527553e5ea8921551349c5bd2abab87b64792be9aa50f464d3325f5c257523ef1e548706a1db13f32c75fdf72d1c8695eb01423df1eddd5bd7ba15acf9a41a99d655cd4a4bca3577af3d21f677abc6027b5d540703d998f6a46746fa4e1251b54dae2b1550ef4c651e8f23c208a7a27a34f179c298800908392ac9206206858aeb961794efd91a235d07c1a9e740b3057400ac860e17b024416fb0b06132b0b8510233251d923042c112c4288ce48dd50caff05fd50aa3ae6a8e535603a65455923df09c79611b46d74f86d5a9994b17e4d64fe1897caa999ed3c5fdc5a16aeee74c5920f6845a3a039f36e9f94191fab24085602e2883e8ee3c98b812c280800608382c36de0e0553333e6abc5b04ce141d06e38b0ef22d19a3a3040b40004d28575024a8589016ca236174ad3ca86a24f6d02b110df07611b2cd511f7603c099c542305eb1886fc92a2e6d9f3ce93942ad6079a0583023944b60603b49b9628ec30e1d322e3cde20527da21ad4ca4f03904b3f039932082fd5fa5c7d2b3995ec1595f9ae071f28971dcbce2ce61fd3a077067875db3666819ca85dccb5358c7df7ba6af6b4b87bac1b95be6a902e3f5cdd76842070099e8de3641384a75689a606a0780424162c4f417da1d8411d700b54d3638f27bd1e3030e40317a923f1f026ebb61e189b75109cd11ce84bace6b82e83bddbc00649f7b89ba8ed5e333bdb1c8e77903409e840a5c2da8c4cd26780b289eb15f64160454766f1dc0083980478c36c78a336f608bb1800ce2c16326515a6ff79a9bfc2bf28250ff4c9ba64c7f35d8f19b699e1b3d513094f24bebec9a6a3eb31fd2fcca63ffd67b3a9d50e884eac2ad0a2d012c11809f49b39386c67064a7af982116109804050e633827938e99d0a03021a20e8d8d5e765682c7232bfce48e765a7c1c773b3043099cd985756953e936c9e30538bc3e066178f9a7d6272d0c63f7562e2ba058babaa22851a376942a5a4ba874f55374583fe925c9fd4163fe7923f70f9e432feea53c0f373a78020b109f7f8ba86b290305b68a550bef06b19a9f84c17fb6e612724503dfc5e427a7010c57c82e5e03c703c7eef1264ec592754bcc41d51f1127b46a5105303a9a60d2d0a56c0eff4466f101d60d0203a000bb69147075ed0b2e1dbddf1a631323a03b63e45277ad2a452ef2b464c56e1c996af66305bc2ec679f6aa9ae34909852041f531336389d00c5c2f4af81a42b47780ab29183b3b2a064e81cac489349843a622218642c8d2eead7c9c34289b7ff50771d7b10e94b776ab4447d1c757be41e4d23e6df03958c541bbf4e6e0bc9df74d78e6fabaa7eb5530329576b202e24cf5512e2a34959725a84dfb8a3274c45ac9bb26ee5ab4a8dd05c9a9bd705976c2f52fba2eb6191ea876952b572d05a7d0e1551e15ef9f60bfb62d665dd894c11372aa6e0bd4ea42b69b0a1ec550caec45cf171fb48dd9985122f767019d61180bbc6a129ceb8095313aa40dd836900f216cc40a6ccab5bb8459687f0727bd286ba1d5b774f932eb53726335e96c1ceefa86960f0a9db2d9305489f3892c1b516284f70abe513c25da9f9a00a4cfa420e431a1a8370e20badd11570be350c00670d0b993dafd9e6d8cb518b02ec08e80756122600ab19093b533f18da2c75fb84c78147abdc7175ce5151f035ea0cd122b03a1acce46d46bbfa009875bc96472860c3cff7d08aa9050d233efe8c852bdd48a3e22422aa3ef12bd0306c287ec4727196b35d1786234102c1362f64050844739e1f1fc249641d16320a3c7fdaf0bd958e6ff0f5af846abdd21becef5dc8a99dfd8c8345fb8324ff7199bb0ff705e98758dc12600886d5394f0f18158cd571cc48b473f6d83e0123c2b1905e2354cc39f7b7ada8550fb81b7f0f42dee37ad8ec29a887603f658063c8960cfa0cca3c482cb80c8d53997b0d1ba1637f281614254e66f4b98b57f284faf67ff09bc7e53f504b0102140314000000080000002100e19507accc060000ff2900000a000000000000000000000080010000000066696c65302e62706d6e504b0506000000000100010038000000f40600000000', '\x7b22666f726d6174223a312c2270726f636573736573223a5b7b226964223a22702d7461736b222c226e616d65223a22702d7461736b222c227265736f75726365223a2266696c65302e62706d6e222c226e6f646573223a5b7b226964223a22702d7461736b222c2274797065223a2270726f63657373222c22706172656e74223a6e756c6c2c226c696e65223a357d2c7b226964223a227461736b2d7374617274222c2274797065223a2273746172744576656e74222c22706172656e74223a22702d7461736b222c226c696e65223a362c226f7574676f696e67223a5b7b226964223a22662d7461736b2d7461736b2d73746172742d6f70656e2d7461736b222c22736f75726365223a227461736b2d7374617274222c22746172676574223a226f70656e2d7461736b222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d7d2c7b226964223a227461736b2d656e64222c2274797065223a22656e644576656e74222c22706172656e74223a22702d7461736b222c226c696e65223a372c22696e636f6d696e67223a5b22662d7461736b2d6f70656e2d7461736b2d7461736b2d656e64225d7d2c7b226964223a226f70656e2d7461736b222c2274797065223a22757365725461736b222c22706172656e74223a22702d7461736b222c226c696e65223a382c226f7574676f696e67223a5b7b226964223a22662d7461736b2d6f70656e2d7461736b2d7461736b2d656e64222c22736f75726365223a226f70656e2d7461736b222c22746172676574223a227461736b2d656e64222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d2c22696e636f6d696e67223a5b22662d7461736b2d7461736b2d73746172742d6f70656e2d7461736b225d7d5d7d2c7b226964223a22702d636c61696d6564222c226e616d65223a22702d636c61696d6564222c227265736f75726365223a2266696c65302e62706d6e222c226e6f646573223a5b7b226964223a22702d636c61696d6564222c2274797065223a2270726f63657373222c22706172656e74223a6e756c6c2c226c696e65223a31327d2c7b226964223a22636c61696d65642d7374617274222c2274797065223a2273746172744576656e74222c22706172656e74223a22702d636c61696d6564222c226c696e65223a31332c226f7574676f696e67223a5b7b226964223a22662d636c61696d65642d636c61696d65642d73746172742d636c61696d65642d7461736b222c22736f75726365223a22636c61696d65642d7374617274222c22746172676574223a22636c61696d65642d7461736b222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d7d2c7b226964223a22636c61696d65642d656e64222c2274797065223a22656e644576656e74222c22706172656e74223a22702d636c61696d6564222c226c696e65223a31342c22696e636f6d696e67223a5b22662d636c61696d65642d636c61696d65642d7461736b2d636c61696d65642d656e64225d7d2c7b226964223a22636c61696d65642d7461736b222c2274797065223a22757365725461736b222c22706172656e74223a22702d636c61696d6564222c226c696e65223a31352c226f7574676f696e67223a5b7b226964223a22662d636c61696d65642d636c61696d65642d7461736b2d636c61696d65642d656e64222c22736f75726365223a22636c61696d65642d7461736b222c22746172676574223a22636c61696d65642d656e64222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d2c22696e636f6d696e67223a5b22662d636c61696d65642d636c61696d65642d73746172742d636c61696d65642d7461736b225d7d5d7d2c7b226964223a22702d6a6f62222c226e616d65223a22702d6a6f62222c227265736f75726365223a2266696c65302e62706d6e222c226e6f646573223a5b7b226964223a22702d6a6f62222c2274797065223a2270726f63657373222c22706172656e74223a6e756c6c2c226c696e65223a31397d2c7b226964223a226a6f622d7374617274222c2274797065223a2273746172744576656e74222c22706172656e74223a22702d6a6f62222c226c696e65223a32302c226f7574676f696e67223a5b7b226964223a22662d6a6f622d6a6f622d73746172742d72656164792d6a6f62222c22736f75726365223a226a6f622d7374617274222c22746172676574223a2272656164792d6a6f62222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d7d2c7b226964223a226a6f622d656e64222c2274797065223a22656e644576656e74222c22706172656e74223a22702d6a6f62222c226c696e65223a32312c22696e636f6d696e67223a5b22662d6a6f622d72656164792d6a6f622d6a6f622d656e64225d7d2c7b226964223a2272656164792d6a6f62222c2274797065223a22736572766963655461736b222c22706172656e74223a22702d6a6f62222c226c696e65223a32322c226f7574676f696e67223a5b7b226964223a22662d6a6f622d72656164792d6a6f622d6a6f622d656e64222c22736f75726365223a2272656164792d6a6f62222c22746172676574223a226a6f622d656e64222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d2c22696e636f6d696e67223a5b22662d6a6f622d6a6f622d73746172742d72656164792d6a6f62225d2c226a6f625f74797065223a226465736b2e776f726b227d5d7d2c7b226964223a22702d6c6561736564222c226e616d65223a22702d6c6561736564222c227265736f75726365223a2266696c65302e62706d6e222c226e6f646573223a5b7b226964223a22702d6c6561736564222c2274797065223a2270726f63657373222c22706172656e74223a6e756c6c2c226c696e65223a32367d2c7b226964223a226c65617365642d7374617274222c2274797065223a2273746172744576656e74222c22706172656e74223a22702d6c6561736564222c226c696e65223a32372c226f7574676f696e67223a5b7b226964223a22662d6c65617365642d6c65617365642d73746172742d6c65617365642d6a6f62222c22736f75726365223a226c65617365642d7374617274222c22746172676574223a226c65617365642d6a6f62222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d7d2c7b226964223a226c65617365642d656e64222c2274797065223a22656e644576656e74222c22706172656e74223a22702d6c6561736564222c226c696e65223a32382c22696e636f6d696e67223a5b22662d6c65617365642d6c65617365642d6a6f622d6c65617365642d656e64225d7d2c7b226964223a226c65617365642d6a6f62222c2274797065223a22736572766963655461736b222c22706172656e74223a22702d6c6561736564222c226c696e65223a32392c226f7574676f696e67223a5b7b226964223a22662d6c65617365642d6c65617365642d6a6f622d6c65617365642d656e64222c22736f75726365223a226c65617365642d6a6f62222c22746172676574223a226c65617365642d656e64222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d2c22696e636f6d696e67223a5b22662d6c65617365642d6c65617365642d73746172742d6c65617365642d6a6f62225d2c226a6f625f74797065223a226465736b2e776f726b227d5d7d2c7b226964223a22702d737475636b222c226e616d65223a22702d737475636b222c227265736f75726365223a2266696c65302e62706d6e222c226e6f646573223a5b7b226964223a22702d737475636b222c2274797065223a2270726f63657373222c22706172656e74223a6e756c6c2c226c696e65223a33337d2c7b226964223a22737475636b2d7374617274222c2274797065223a2273746172744576656e74222c22706172656e74223a22702d737475636b222c226c696e65223a33342c226f7574676f696e67223a5b7b226964223a22662d737475636b2d737475636b2d73746172742d737475636b2d6a6f62222c22736f75726365223a22737475636b2d7374617274222c22746172676574223a22737475636b2d6a6f62222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d7d2c7b226964223a22737475636b2d656e64222c2274797065223a22656e644576656e74222c22706172656e74223a22702d737475636b222c226c696e65223a33352c22696e636f6d696e67223a5b22662d737475636b2d737475636b2d6a6f622d737475636b2d656e64225d7d2c7b226964223a22737475636b2d6a6f62222c2274797065223a22736572766963655461736b222c22706172656e74223a22702d737475636b222c226c696e65223a33362c226f7574676f696e67223a5b7b226964223a22662d737475636b2d737475636b2d6a6f622d737475636b2d656e64222c22736f75726365223a22737475636b2d6a6f62222c22746172676574223a22737475636b2d656e64222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d2c22696e636f6d696e67223a5b22662d737475636b2d737475636b2d73746172742d737475636b2d6a6f62225d2c226a6f625f74797065223a226465736b2e776f726b227d5d7d2c7b226964223a22702d74696d6572222c226e616d65223a22702d74696d6572222c227265736f75726365223a2266696c65302e62706d6e222c226e6f646573223a5b7b226964223a22702d74696d6572222c2274797065223a2270726f63657373222c22706172656e74223a6e756c6c2c226c696e65223a34307d2c7b226964223a2274696d65722d7374617274222c2274797065223a2273746172744576656e74222c22706172656e74223a22702d74696d6572222c226c696e65223a34312c226f7574676f696e67223a5b7b226964223a22662d74696d65722d74696d65722d73746172742d776169742d74696d6572222c22736f75726365223a2274696d65722d7374617274222c22746172676574223a22776169742d74696d6572222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d7d2c7b226964223a2274696d65722d656e64222c2274797065223a22656e644576656e74222c22706172656e74223a22702d74696d6572222c226c696e65223a34322c22696e636f6d696e67223a5b22662d74696d65722d776169742d74696d65722d74696d65722d656e64225d7d2c7b226964223a22776169742d74696d6572222c2274797065223a22696e7465726d65646961746543617463684576656e74222c22706172656e74223a22702d74696d6572222c226c696e65223a34332c226f7574676f696e67223a5b7b226964223a22662d74696d65722d776169742d74696d65722d74696d65722d656e64222c22736f75726365223a22776169742d74696d6572222c22746172676574223a2274696d65722d656e64222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d2c22696e636f6d696e67223a5b22662d74696d65722d74696d65722d73746172742d776169742d74696d6572225d2c226576656e7473223a5b7b226b696e64223a2274696d6572222c226e616d65223a6e756c6c2c226b6579223a6e756c6c2c2274696d6572223a226475726174696f6e222c2276616c7565223a22503144222c22666f6c6c6f7773223a6e756c6c2c2277616974223a747275657d5d7d5d7d2c7b226964223a22702d6d657373616765222c226e616d65223a22702d6d657373616765222c227265736f75726365223a2266696c65302e62706d6e222c226e6f646573223a5b7b226964223a22702d6d657373616765222c2274797065223a2270726f63657373222c22706172656e74223a6e756c6c2c226c696e65223a34377d2c7b226964223a226d6573736167652d7374617274222c2274797065223a2273746172744576656e74222c22706172656e74223a22702d6d657373616765222c226c696e65223a34382c226f7574676f696e67223a5b7b226964223a22662d6d6573736167652d6d6573736167652d73746172742d776169742d6d657373616765222c22736f75726365223a226d6573736167652d7374617274222c22746172676574223a22776169742d6d657373616765222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d7d2c7b226964223a226d6573736167652d656e64222c2274797065223a22656e644576656e74222c22706172656e74223a22702d6d657373616765222c226c696e65223a34392c22696e636f6d696e67223a5b22662d6d6573736167652d776169742d6d6573736167652d6d6573736167652d656e64225d7d2c7b226964223a22776169742d6d657373616765222c2274797065223a22696e7465726d65646961746543617463684576656e74222c22706172656e74223a22702d6d657373616765222c226c696e65223a35302c226f7574676f696e67223a5b7b226964223a22662d6d6573736167652d776169742d6d6573736167652d6d6573736167652d656e64222c22736f75726365223a22776169742d6d657373616765222c22746172676574223a226d6573736167652d656e64222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d2c22696e636f6d696e67223a5b22662d6d6573736167652d6d6573736167652d73746172742d776169742d6d657373616765225d2c226576656e7473223a5b7b226b696e64223a226d657373616765222c226e616d65223a226c6574746572222c226b6579223a223d63617365526566222c2274696d6572223a6e756c6c2c2276616c7565223a6e756c6c2c22666f6c6c6f7773223a6e756c6c2c2277616974223a747275657d5d7d5d7d2c7b226964223a22702d6669727374222c226e616d65223a22702d6669727374222c227265736f75726365223a2266696c65302e62706d6e222c226e6f646573223a5b7b226964223a22702d6669727374222c2274797065223a2270726f63657373222c22706172656e74223a6e756c6c2c226c696e65223a35347d2c7b226964223a2266697273742d7374617274222c2274797065223a2273746172744576656e74222c22706172656e74223a22702d6669727374222c226c696e65223a35352c226f7574676f696e67223a5b7b226964223a22662d66697273742d66697273742d73746172742d7768696368222c22736f75726365223a2266697273742d7374617274222c22746172676574223a227768696368222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d7d2c7b226964223a2266697273742d656e64222c2274797065223a22656e644576656e74222c22706172656e74223a22702d6669727374222c226c696e65223a35362c22696e636f6d696e67223a5b22662d66697273742d62792d6c65747465722d66697273742d656e64222c22662d66697273742d62792d74696d652d66697273742d656e64225d7d2c7b226964223a227768696368222c2274797065223a226576656e74426173656447617465776179222c22706172656e74223a22702d6669727374222c226c696e65223a35372c226f7574676f696e67223a5b7b226964223a22662d66697273742d77686963682d62792d6c6574746572222c22736f75726365223a227768696368222c22746172676574223a2262792d6c6574746572222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d2c7b226964223a22662d66697273742d77686963682d62792d74696d65222c22736f75726365223a227768696368222c22746172676574223a2262792d74696d65222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d2c22696e636f6d696e67223a5b22662d66697273742d66697273742d73746172742d7768696368225d7d2c7b226964223a2262792d6c6574746572222c2274797065223a22696e7465726d65646961746543617463684576656e74222c22706172656e74223a22702d6669727374222c226c696e65223a35382c226f7574676f696e67223a5b7b226964223a22662d66697273742d62792d6c65747465722d66697273742d656e64222c22736f75726365223a2262792d6c6574746572222c22746172676574223a2266697273742d656e64222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d2c22696e636f6d696e67223a5b22662d66697273742d77686963682d62792d6c6574746572225d2c226576656e7473223a5b7b226b696e64223a226d657373616765222c226e616d65223a226c6574746572222c226b6579223a223d63617365526566222c2274696d6572223a6e756c6c2c2276616c7565223a6e756c6c2c22666f6c6c6f7773223a6e756c6c2c2277616974223a747275657d5d7d2c7b226964223a2262792d74696d65222c2274797065223a22696e7465726d65646961746543617463684576656e74222c22706172656e74223a22702d6669727374222c226c696e65223a35392c226f7574676f696e67223a5b7b226964223a22662d66697273742d62792d74696d652d66697273742d656e64222c22736f75726365223a2262792d74696d65222c22746172676574223a2266697273742d656e64222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d2c22696e636f6d696e67223a5b22662d66697273742d77686963682d62792d74696d65225d2c226576656e7473223a5b7b226b696e64223a2274696d6572222c226e616d65223a6e756c6c2c226b6579223a6e756c6c2c2274696d6572223a226475726174696f6e222c2276616c7565223a22503944222c22666f6c6c6f7773223a6e756c6c2c2277616974223a747275657d5d7d5d7d2c7b226964223a22702d626f756e64617279222c226e616d65223a22702d626f756e64617279222c227265736f75726365223a2266696c65302e62706d6e222c226e6f646573223a5b7b226964223a22702d626f756e64617279222c2274797065223a2270726f63657373222c22706172656e74223a6e756c6c2c226c696e65223a36367d2c7b226964223a22626f756e646172792d7374617274222c2274797065223a2273746172744576656e74222c22706172656e74223a22702d626f756e64617279222c226c696e65223a36372c226f7574676f696e67223a5b7b226964223a22662d626f756e646172792d626f756e646172792d73746172742d776174636865642d7461736b222c22736f75726365223a22626f756e646172792d7374617274222c22746172676574223a22776174636865642d7461736b222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d7d2c7b226964223a22626f756e646172792d656e64222c2274797065223a22656e644576656e74222c22706172656e74223a22702d626f756e64617279222c226c696e65223a36382c22696e636f6d696e67223a5b22662d626f756e646172792d776174636865642d7461736b2d626f756e646172792d656e64222c22662d626f756e646172792d746f6f2d6c6174652d626f756e646172792d656e64225d7d2c7b226964223a22776174636865642d7461736b222c2274797065223a22757365725461736b222c22706172656e74223a22702d626f756e64617279222c226c696e65223a36392c226f7574676f696e67223a5b7b226964223a22662d626f756e646172792d776174636865642d7461736b2d626f756e646172792d656e64222c22736f75726365223a22776174636865642d7461736b222c22746172676574223a22626f756e646172792d656e64222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d2c22696e636f6d696e67223a5b22662d626f756e646172792d626f756e646172792d73746172742d776174636865642d7461736b225d7d2c7b226964223a22746f6f2d6c617465222c2274797065223a22626f756e646172794576656e74222c22706172656e74223a22702d626f756e64617279222c226c696e65223a37302c226f7574676f696e67223a5b7b226964223a22662d626f756e646172792d746f6f2d6c6174652d626f756e646172792d656e64222c22736f75726365223a22746f6f2d6c617465222c22746172676574223a22626f756e646172792d656e64222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d2c226576656e7473223a5b7b226b696e64223a2274696d6572222c226e616d65223a6e756c6c2c226b6579223a6e756c6c2c2274696d6572223a226475726174696f6e222c2276616c7565223a22503344222c22666f6c6c6f7773223a6e756c6c2c2277616974223a747275657d5d2c2261747461636865645f746f223a22776174636865642d7461736b227d5d7d2c7b226964223a22702d6a6f696e222c226e616d65223a22702d6a6f696e222c227265736f75726365223a2266696c65302e62706d6e222c226e6f646573223a5b7b226964223a22702d6a6f696e222c2274797065223a2270726f63657373222c22706172656e74223a6e756c6c2c226c696e65223a37357d2c7b226964223a226a6f696e2d7374617274222c2274797065223a2273746172744576656e74222c22706172656e74223a22702d6a6f696e222c226c696e65223a37362c226f7574676f696e67223a5b7b226964223a22662d6a6f696e2d6a6f696e2d73746172742d666f726b222c22736f75726365223a226a6f696e2d7374617274222c22746172676574223a22666f726b222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d7d2c7b226964223a226a6f696e2d656e64222c2274797065223a22656e644576656e74222c22706172656e74223a22702d6a6f696e222c226c696e65223a37372c22696e636f6d696e67223a5b22662d6a6f696e2d6a6f696e65642d6a6f696e2d656e64225d7d2c7b226964223a22666f726b222c2274797065223a22706172616c6c656c47617465776179222c22706172656e74223a22702d6a6f696e222c226c696e65223a37382c226f7574676f696e67223a5b7b226964223a22662d6a6f696e2d666f726b2d6c656674222c22736f75726365223a22666f726b222c22746172676574223a226c656674222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d2c7b226964223a22662d6a6f696e2d666f726b2d7269676874222c22736f75726365223a22666f726b222c22746172676574223a227269676874222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d2c22696e636f6d696e67223a5b22662d6a6f696e2d6a6f696e2d73746172742d666f726b225d7d2c7b226964223a226c656674222c2274797065223a22757365725461736b222c22706172656e74223a22702d6a6f696e222c226c696e65223a37392c226f7574676f696e67223a5b7b226964223a22662d6a6f696e2d6c6566742d6a6f696e6564222c22736f75726365223a226c656674222c22746172676574223a226a6f696e6564222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d2c22696e636f6d696e67223a5b22662d6a6f696e2d666f726b2d6c656674225d7d2c7b226964223a227269676874222c2274797065223a22757365725461736b222c22706172656e74223a22702d6a6f696e222c226c696e65223a38302c226f7574676f696e67223a5b7b226964223a22662d6a6f696e2d72696768742d6a6f696e6564222c22736f75726365223a227269676874222c22746172676574223a226a6f696e6564222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d2c22696e636f6d696e67223a5b22662d6a6f696e2d666f726b2d7269676874225d7d2c7b226964223a226a6f696e6564222c2274797065223a22706172616c6c656c47617465776179222c22706172656e74223a22702d6a6f696e222c226c696e65223a38312c226f7574676f696e67223a5b7b226964223a22662d6a6f696e2d6a6f696e65642d6a6f696e2d656e64222c22736f75726365223a226a6f696e6564222c22746172676574223a226a6f696e2d656e64222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d2c22696e636f6d696e67223a5b22662d6a6f696e2d6c6566742d6a6f696e6564222c22662d6a6f696e2d72696768742d6a6f696e6564225d7d5d7d2c7b226964223a22702d6d616e79222c226e616d65223a22702d6d616e79222c227265736f75726365223a2266696c65302e62706d6e222c226e6f646573223a5b7b226964223a22702d6d616e79222c2274797065223a2270726f63657373222c22706172656e74223a6e756c6c2c226c696e65223a38397d2c7b226964223a226d616e792d7374617274222c2274797065223a2273746172744576656e74222c22706172656e74223a22702d6d616e79222c226c696e65223a39302c226f7574676f696e67223a5b7b226964223a22662d6d616e792d6d616e792d73746172742d6f6e652d6f66222c22736f75726365223a226d616e792d7374617274222c22746172676574223a226f6e652d6f66222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d7d2c7b226964223a226d616e792d656e64222c2274797065223a22656e644576656e74222c22706172656e74223a22702d6d616e79222c226c696e65223a39312c22696e636f6d696e67223a5b22662d6d616e792d6f6e652d6f662d6d616e792d656e64225d7d2c7b226964223a226f6e652d6f66222c2274797065223a22757365725461736b222c22706172656e74223a22702d6d616e79222c226c696e65223a39322c226f7574676f696e67223a5b7b226964223a22662d6d616e792d6f6e652d6f662d6d616e792d656e64222c22736f75726365223a226f6e652d6f66222c22746172676574223a226d616e792d656e64222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d2c22696e636f6d696e67223a5b22662d6d616e792d6d616e792d73746172742d6f6e652d6f66225d2c226c6f6f70223a7b227374616e64617264223a66616c73652c2273657175656e7469616c223a747275652c2263617264696e616c697479223a6e756c6c2c22696e707574223a223d6974656d73222c22656c656d656e74223a226974656d222c226f7574707574223a22726573756c7473222c226f75747075745f656c656d656e74223a223d726573756c74222c22636f6e646974696f6e223a6e756c6c2c22746573745f6265666f7265223a66616c73652c226d6178696d756d223a6e756c6c7d7d5d7d2c7b226964223a22702d63616c6c73222c226e616d65223a22702d63616c6c73222c227265736f75726365223a2266696c65302e62706d6e222c226e6f646573223a5b7b226964223a22702d63616c6c73222c2274797065223a2270726f63657373222c22706172656e74223a6e756c6c2c226c696e65223a39367d2c7b226964223a2263616c6c732d7374617274222c2274797065223a2273746172744576656e74222c22706172656e74223a22702d63616c6c73222c226c696e65223a39372c226f7574676f696e67223a5b7b226964223a22662d63616c6c732d63616c6c732d73746172742d63616c6c696e67222c22736f75726365223a2263616c6c732d7374617274222c22746172676574223a2263616c6c696e67222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d7d2c7b226964223a2263616c6c732d656e64222c2274797065223a22656e644576656e74222c22706172656e74223a22702d63616c6c73222c226c696e65223a39382c22696e636f6d696e67223a5b22662d63616c6c732d63616c6c696e672d63616c6c732d656e64225d7d2c7b226964223a2263616c6c696e67222c2274797065223a2263616c6c4163746976697479222c22706172656e74223a22702d63616c6c73222c226c696e65223a39392c226f7574676f696e67223a5b7b226964223a22662d63616c6c732d63616c6c696e672d63616c6c732d656e64222c22736f75726365223a2263616c6c696e67222c22746172676574223a2263616c6c732d656e64222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d2c22696e636f6d696e67223a5b22662d63616c6c732d63616c6c732d73746172742d63616c6c696e67225d2c2263616c6c6564223a22702d696e6e6572227d5d7d2c7b226964223a22702d696e6e6572222c226e616d65223a22702d696e6e6572222c227265736f75726365223a2266696c65302e62706d6e222c226e6f646573223a5b7b226964223a22702d696e6e6572222c2274797065223a2270726f63657373222c22706172656e74223a6e756c6c2c226c696e65223a3130337d2c7b226964223a22696e6e65722d7374617274222c2274797065223a2273746172744576656e74222c22706172656e74223a22702d696e6e6572222c226c696e65223a3130342c226f7574676f696e67223a5b7b226964223a22662d696e6e65722d696e6e65722d73746172742d696e6e65722d7461736b222c22736f75726365223a22696e6e65722d7374617274222c22746172676574223a22696e6e65722d7461736b222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d7d2c7b226964223a22696e6e65722d656e64222c2274797065223a22656e644576656e74222c22706172656e74223a22702d696e6e6572222c226c696e65223a3130352c22696e636f6d696e67223a5b22662d696e6e65722d696e6e65722d7461736b2d696e6e65722d656e64225d7d2c7b226964223a22696e6e65722d7461736b222c2274797065223a22757365725461736b222c22706172656e74223a22702d696e6e6572222c226c696e65223a3130362c226f7574676f696e67223a5b7b226964223a22662d696e6e65722d696e6e65722d7461736b2d696e6e65722d656e64222c22736f75726365223a22696e6e65722d7461736b222c22746172676574223a22696e6e65722d656e64222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d2c22696e636f6d696e67223a5b22662d696e6e65722d696e6e65722d73746172742d696e6e65722d7461736b225d7d5d7d2c7b226964223a22702d696e73696465222c226e616d65223a22702d696e73696465222c227265736f75726365223a2266696c65302e62706d6e222c226e6f646573223a5b7b226964223a22702d696e73696465222c2274797065223a2270726f63657373222c22706172656e74223a6e756c6c2c226c696e65223a3131307d2c7b226964223a22696e736964652d7374617274222c2274797065223a2273746172744576656e74222c22706172656e74223a22702d696e73696465222c226c696e65223a3131312c226f7574676f696e67223a5b7b226964223a22662d696e736964652d696e736964652d73746172742d696e73696465222c22736f75726365223a22696e736964652d7374617274222c22746172676574223a22696e73696465222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d7d2c7b226964223a22696e736964652d656e64222c2274797065223a22656e644576656e74222c22706172656e74223a22702d696e73696465222c226c696e65223a3131322c22696e636f6d696e67223a5b22662d696e736964652d696e736964652d696e736964652d656e64222c22662d696e736964652d73746f707065642d696e736964652d656e64225d7d2c7b226964223a22696e73696465222c2274797065223a2273756250726f63657373222c22706172656e74223a22702d696e73696465222c226c696e65223a3131332c226f7574676f696e67223a5b7b226964223a22662d696e736964652d696e736964652d696e736964652d656e64222c22736f75726365223a22696e73696465222c22746172676574223a22696e736964652d656e64222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d2c22696e636f6d696e67223a5b22662d696e736964652d696e736964652d73746172742d696e73696465225d7d2c7b226964223a22696e2d7374617274222c2274797065223a2273746172744576656e74222c22706172656e74223a22696e73696465222c226c696e65223a3131332c226f7574676f696e67223a5b7b226964223a22662d696e2d696e2d73746172742d6265666f72652d696e73696465222c22736f75726365223a22696e2d7374617274222c22746172676574223a226265666f72652d696e73696465222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d7d2c7b226964223a22696e2d656e64222c2274797065223a22656e644576656e74222c22706172656e74223a22696e73696465222c226c696e65223a3131342c22696e636f6d696e67223a5b22662d696e2d61667465722d696e736964652d696e2d656e64225d7d2c7b226964223a226265666f72652d696e73696465222c2274797065223a22757365725461736b222c22706172656e74223a22696e73696465222c226c696e65223a3131352c226f7574676f696e67223a5b7b226964223a22662d696e2d6265666f72652d696e736964652d61667465722d696e73696465222c22736f75726365223a226265666f72652d696e73696465222c22746172676574223a2261667465722d696e73696465222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d2c22696e636f6d696e67223a5b22662d696e2d696e2d73746172742d6265666f72652d696e73696465225d7d2c7b226964223a2261667465722d696e73696465222c2274797065223a22757365725461736b222c22706172656e74223a22696e73696465222c226c696e65223a3131362c226f7574676f696e67223a5b7b226964223a22662d696e2d61667465722d696e736964652d696e2d656e64222c22736f75726365223a2261667465722d696e73696465222c22746172676574223a22696e2d656e64222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d2c22696e636f6d696e67223a5b22662d696e2d6265666f72652d696e736964652d61667465722d696e73696465225d7d2c7b226964223a2273746f70706564222c2274797065223a22626f756e646172794576656e74222c22706172656e74223a22702d696e73696465222c226c696e65223a3132312c226f7574676f696e67223a5b7b226964223a22662d696e736964652d73746f707065642d696e736964652d656e64222c22736f75726365223a2273746f70706564222c22746172676574223a22696e736964652d656e64222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d2c226576656e7473223a5b7b226b696e64223a226d657373616765222c226e616d65223a2273746f70222c226b6579223a223d63617365526566222c2274696d6572223a6e756c6c2c2276616c7565223a6e756c6c2c22666f6c6c6f7773223a6e756c6c2c2277616974223a747275657d5d2c2261747461636865645f746f223a22696e73696465227d5d7d2c7b226964223a22702d73757370656e646564222c226e616d65223a22702d73757370656e646564222c227265736f75726365223a2266696c65302e62706d6e222c226e6f646573223a5b7b226964223a22702d73757370656e646564222c2274797065223a2270726f63657373222c22706172656e74223a6e756c6c2c226c696e65223a3132367d2c7b226964223a2273757370656e6465642d7374617274222c2274797065223a2273746172744576656e74222c22706172656e74223a22702d73757370656e646564222c226c696e65223a3132372c226f7574676f696e67223a5b7b226964223a22662d73757370656e6465642d73757370656e6465642d73746172742d73757370656e6465642d7461736b222c22736f75726365223a2273757370656e6465642d7374617274222c22746172676574223a2273757370656e6465642d7461736b222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d7d2c7b226964223a2273757370656e6465642d656e64222c2274797065223a22656e644576656e74222c22706172656e74223a22702d73757370656e646564222c226c696e65223a3132382c22696e636f6d696e67223a5b22662d73757370656e6465642d73757370656e6465642d7461736b2d73757370656e6465642d656e64225d7d2c7b226964223a2273757370656e6465642d7461736b222c2274797065223a22757365725461736b222c22706172656e74223a22702d73757370656e646564222c226c696e65223a3132392c226f7574676f696e67223a5b7b226964223a22662d73757370656e6465642d73757370656e6465642d7461736b2d73757370656e6465642d656e64222c22736f75726365223a2273757370656e6465642d7461736b222c22746172676574223a2273757370656e6465642d656e64222c22636f6e646974696f6e223a6e756c6c2c226e616d65223a22227d5d2c22696e636f6d696e67223a5b22662d73757370656e6465642d73757370656e6465642d73746172742d73757370656e6465642d7461736b225d7d5d7d5d2c226465636973696f6e73223a7b7d2c22666f726d73223a7b7d7d', '2026-10-21 08:00:00+00', 'system');
INSERT INTO public.draft VALUES ('00000000-0000-7000-8000-000000000002', 3, 1, 'anna', '{"half":"typed"}', '2026-10-21 08:00:00+00');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000001', 1, 1, '2026-10-21 08:00:00+00', 'system', 'StartCase', '', 0, '', NULL, '{"process":"p-task","version":1,"businessKey":"AKZ-000001"}', '\x23cc71f9224e25f8c4e7218ea1b41cef1ac273463fb0c022d09231f544757b62');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000001', 1, 2, '2026-10-21 08:00:00+00', 'system', 'element', 'task-start', 2, 'completed', '2026-10-21 08:00:00+00', '{}', '\x253463003489ca7bf485a81584646f93fbeecfb3338ca60087598f2fc92fd9ea');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000002', 1, 1, '2026-10-21 08:00:00+00', 'system', 'StartCase', '', 0, '', NULL, '{"process":"p-claimed","version":1,"businessKey":"AKZ-000002"}', '\xd6561b1d02ce167a3fc54f656888c4a07bed4311c97f919651b827f1f11848a3');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000002', 1, 2, '2026-10-21 08:00:00+00', 'system', 'element', 'claimed-start', 2, 'completed', '2026-10-21 08:00:00+00', '{}', '\x0421374bb47a91150abfd72a85459c8d5eda67d08190242b9bc0ed019063cacb');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000003', 1, 1, '2026-10-21 08:00:00+00', 'system', 'StartCase', '', 0, '', NULL, '{"process":"p-job","version":1,"businessKey":"AKZ-000003"}', '\x136ee29861300e1cebad5951bd24c32e65080b249fb869cac8458ce3fed1a458');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000003', 1, 2, '2026-10-21 08:00:00+00', 'system', 'element', 'job-start', 2, 'completed', '2026-10-21 08:00:00+00', '{}', '\xe9b710f19ae162c02844c9bd08b592b66086fc0f74bb59b317f0af9c0efbdceb');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000005', 1, 1, '2026-10-21 08:00:00+00', 'system', 'StartCase', '', 0, '', NULL, '{"process":"p-leased","version":1,"businessKey":"AKZ-000004"}', '\x5dc72bc1a4187db57308ef15a7eb56694be445630758863a90e95c78d92f89f3');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000005', 1, 2, '2026-10-21 08:00:00+00', 'system', 'element', 'leased-start', 2, 'completed', '2026-10-21 08:00:00+00', '{}', '\xb7f94f35f051747e6920d267abdda21ec2af7b3f9e1a8135248a9b32ccf56f8b');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000007', 1, 1, '2026-10-21 08:00:00+00', 'system', 'StartCase', '', 0, '', NULL, '{"process":"p-stuck","version":1,"businessKey":"AKZ-000005"}', '\xf5b7df6471af9c41f10e0889e87f917cef9ee8d333ba4225252fe9afe67b930b');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000007', 1, 2, '2026-10-21 08:00:00+00', 'system', 'element', 'stuck-start', 2, 'completed', '2026-10-21 08:00:00+00', '{}', '\xec51e3ad1ff8c42a732cbdb57dd50bdb5b814c1d4a5a121dbe6c66897f21c597');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000007', 1, 3, '2026-10-21 08:00:00+00', 'system', 'FailJob', '', 0, '', NULL, '{"job":"desk.work","element":"stuck-job","code":"refused"}', '\xe6355c3d715db05b3db289840104ade3a45c17ed5ce60c5501c07b50410c2b6d');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000009', 1, 1, '2026-10-21 08:00:00+00', 'system', 'StartCase', '', 0, '', NULL, '{"process":"p-timer","version":1,"businessKey":"AKZ-000006"}', '\xa3a664fb5065e955eeecc948db7e9fb05344b570f00f8987974ff338459f914d');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000009', 1, 2, '2026-10-21 08:00:00+00', 'system', 'element', 'timer-start', 2, 'completed', '2026-10-21 08:00:00+00', '{}', '\x74be09424b6cfbe04e5ce337d1581dbff8e72edf8da8b6360683456206b11b2f');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000010', 1, 1, '2026-10-21 08:00:00+00', 'system', 'StartCase', '', 0, '', NULL, '{"process":"p-message","version":1,"businessKey":"AKZ-000007"}', '\x11631ed63940251071c090aeabe5283f1b87e64bd22a86a06c786c5c583b1b30');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000010', 1, 2, '2026-10-21 08:00:00+00', 'system', 'element', 'message-start', 2, 'completed', '2026-10-21 08:00:00+00', '{}', '\x65bb9f6615975e946dabec9a54dcf0746919dcbf350305294c58bd489e34b19e');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000011', 1, 1, '2026-10-21 08:00:00+00', 'system', 'StartCase', '', 0, '', NULL, '{"process":"p-first","version":1,"businessKey":"AKZ-000008"}', '\x0d4b340419050fced1d7e2e04b748e21fe20faf525f9fee42974ab608c7736c8');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000011', 1, 2, '2026-10-21 08:00:00+00', 'system', 'element', 'first-start', 2, 'completed', '2026-10-21 08:00:00+00', '{}', '\x463fd2c749fdae0c80a803335e37b86529da2c3dd6e31c90dea6de8d417c866d');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000012', 1, 1, '2026-10-21 08:00:00+00', 'system', 'StartCase', '', 0, '', NULL, '{"process":"p-boundary","version":1,"businessKey":"AKZ-000009"}', '\x89ff45cebf4c9e6cdbcb72883264c6ec131ba28ede72eae2d1a342c51a3bfa8a');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000012', 1, 2, '2026-10-21 08:00:00+00', 'system', 'element', 'boundary-start', 2, 'completed', '2026-10-21 08:00:00+00', '{}', '\x61335dcc7f1d9da3a72eed8b097cdfd25dbf7d9ba984ac57b7b4298eb20c985a');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000013', 1, 1, '2026-10-21 08:00:00+00', 'system', 'StartCase', '', 0, '', NULL, '{"process":"p-join","version":1,"businessKey":"AKZ-000010"}', '\x05fb5dbfad2d59fa218ad469502633bab3e48f3c25f70a69ca7a7e74a1fc6e39');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000013', 1, 2, '2026-10-21 08:00:00+00', 'system', 'element', 'join-start', 2, 'completed', '2026-10-21 08:00:00+00', '{}', '\x4bcfdf5e08a3eda687953dfa2175e8f0ebaedda4f6a971d1ffc9e18be7b7b50b');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000013', 1, 3, '2026-10-21 08:00:00+00', 'system', 'element', 'fork', 3, 'completed', '2026-10-21 08:00:00+00', '{"took":["f-join-fork-left","f-join-fork-right"]}', '\x24e68c55dd62ed233e63ff9bb25f83fe051d94520e07015898bdac03ae9d4034');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000013', 1, 4, '2026-10-21 08:00:00+00', 'anna', 'CompleteTask', '', 0, '', NULL, '{"element":"left","answers":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}', '\xbfd5042d7f93aa5368a06c806407185fa0846c2aa7ceb19d181d1b1192182f3e');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000013', 1, 5, '2026-10-21 08:00:00+00', 'anna', 'element', 'left', 4, 'completed', '2026-10-21 08:00:00+00', '{"by":"anna"}', '\xb2e5ffaa56778cc15ad5fd177b71a95d6f976274343af84c0b66c80988e110b2');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000014', 1, 1, '2026-10-21 08:00:00+00', 'system', 'StartCase', '', 0, '', NULL, '{"process":"p-many","version":1,"businessKey":"AKZ-000011"}', '\x02a64d9692e8ac6a40a6b350783874ebabed5560840bb882171d51984484f5b3');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000014', 1, 2, '2026-10-21 08:00:00+00', 'system', 'element', 'many-start', 2, 'completed', '2026-10-21 08:00:00+00', '{}', '\xc975a2d258310a5bf561e0fcca4292432e71080fde413df63455192b7fb57fcd');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000014', 1, 3, '2026-10-21 08:00:00+00', 'anna', 'CompleteTask', '', 0, '', NULL, '{"element":"one-of","answers":"a627cdef47d90beb8922c69653ebe40592d9af103fb4e925c2dee8bc0615f83e"}', '\x81fb69c29a62acbe024ebe935d393d4dfbf28e6f99fe4ad04c4985829fdc454a');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000014', 1, 4, '2026-10-21 08:00:00+00', 'anna', 'element', 'one-of', 4, 'completed', '2026-10-21 08:00:00+00', '{"by":"anna"}', '\x8ce63cfbd3ac26f912b53503d3328f22608080a497705b21505c8e2aa0ea5e50');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000015', 1, 1, '2026-10-21 08:00:00+00', 'system', 'StartCase', '', 0, '', NULL, '{"process":"p-calls","version":1,"businessKey":"AKZ-000012"}', '\xe7122bb63479eb4eda9d68414c7ba985d81a3715b4fc98af8209fa1b60771e2e');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000015', 1, 2, '2026-10-21 08:00:00+00', 'system', 'element', 'calls-start', 2, 'completed', '2026-10-21 08:00:00+00', '{}', '\x699b3cb45a2e454daa520f423946926e44df1dc05126c56b7e18c9f8c1f0558a');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000015', 1, 3, '2026-10-21 08:00:00+00', 'system', 'element', 'inner-start', 5, 'completed', '2026-10-21 08:00:00+00', '{}', '\xbc7c0513c7b87ad56c0129c4ff9d39f0911cab4fc97476d20a32f0dedc1ad201');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000016', 1, 1, '2026-10-21 08:00:00+00', 'system', 'StartCase', '', 0, '', NULL, '{"process":"p-inside","version":1,"businessKey":"AKZ-000013"}', '\x36fa222b1c8eb8ec9fb5ba0a3ef4d79c8dc95d51bfaa8361813cecfc46481680');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000016', 1, 2, '2026-10-21 08:00:00+00', 'system', 'element', 'inside-start', 2, 'completed', '2026-10-21 08:00:00+00', '{}', '\x203c292345f7823326df2541b9bddab3752b7255afb8c67736cbe0b25cbed9f0');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000016', 1, 3, '2026-10-21 08:00:00+00', 'system', 'element', 'in-start', 4, 'completed', '2026-10-21 08:00:00+00', '{}', '\x74caadc3dba584763f5fb671206d96aa7d6a0172dfaa64d93431a88d6e2648d6');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000016', 1, 4, '2026-10-21 08:00:00+00', 'anna', 'CompleteTask', '', 0, '', NULL, '{"element":"before-inside","answers":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}', '\x5783fc93a9cceed4dffc783188354512c9345091d1efadf429995e855d1df12e');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000016', 1, 5, '2026-10-21 08:00:00+00', 'anna', 'element', 'before-inside', 5, 'completed', '2026-10-21 08:00:00+00', '{"by":"anna"}', '\x690bb96e7f26055a95906a04e4678d21786a162a342b2ad3c81196f91b646d0b');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000017', 1, 1, '2026-10-21 08:00:00+00', 'system', 'StartCase', '', 0, '', NULL, '{"process":"p-suspended","version":1,"businessKey":"AKZ-000014"}', '\x876fa553ec18290538181b3234a375f83546b5139923c3c07d48d503e8618743');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000017', 1, 2, '2026-10-21 08:00:00+00', 'system', 'element', 'suspended-start', 2, 'completed', '2026-10-21 08:00:00+00', '{}', '\xaa81f533e87963c12ea602b81fcc649ed59f865d72ff0d9fc262943f8f2edc5f');
INSERT INTO public.history VALUES ('00000000-0000-7000-8000-000000000017', 1, 3, '2026-10-21 08:00:00+00', 'system', 'SuspendCase', '', 0, '', NULL, '{"reason":"holiday"}', '\xdb4a665a5b8ef1246e2adb248b8e5f4d25f29114217a0e56f69f8b1b6af4458b');
INSERT INTO public.incident VALUES ('00000000-0000-7000-8000-000000000007', 3, 1, 'stuck-job', 'refused', 'no', '2026-10-21 08:00:00+00', NULL);
INSERT INTO public.job VALUES ('00000000-0000-7000-8000-000000000005', 3, 'service', 1, 'desk', 'desk.work', 'leased-job', 1, '2026-10-21 08:00:00+00', 12, '00000000-0000-4000-8000-000000000006', '{"input":{}}', 1, 0, 2, '2026-10-21 08:01:00+00', 'w', NULL, 'AKZ-000004');
INSERT INTO public.job VALUES ('00000000-0000-7000-8000-000000000003', 3, 'service', 1, 'desk', 'desk.work', 'ready-job', 0, '2026-10-21 08:00:00+00', 12, '00000000-0000-4000-8000-000000000004', '{"input":{}}', 0, 0, 3, NULL, 'w', 'not now', 'AKZ-000003');
INSERT INTO public.job VALUES ('00000000-0000-7000-8000-000000000007', 3, 'service', 1, 'desk', 'desk.work', 'stuck-job', 3, '2026-10-21 08:00:00+00', 12, '00000000-0000-4000-8000-000000000008', '{"input":{}}', 1, 0, 4, NULL, 'w', 'no', 'AKZ-000005');
INSERT INTO public.offer VALUES ('00000000-0000-7000-8000-000000000001', 3, '@', 1, 'open-task', 'open-task', NULL, NULL, '{}', '{}', 50, NULL, NULL, '', '2026-10-21 08:00:00+00', 'AKZ-000001', 'p-task', 0, '', '', '', '', '', '', '', '9999-12-31 00:00:00+00', 50);
INSERT INTO public.offer VALUES ('00000000-0000-7000-8000-000000000002', 3, '@', 1, 'claimed-task', 'claimed-task', NULL, 'anna', '{}', '{}', 50, NULL, NULL, '', '2026-10-21 08:00:00+00', 'AKZ-000002', 'p-claimed', 1, '', '', '', '', '', '', '', '9999-12-31 00:00:00+00', 50);
INSERT INTO public.offer VALUES ('00000000-0000-7000-8000-000000000002', 3, 'p:anna', 1, 'claimed-task', 'claimed-task', NULL, 'anna', '{}', '{}', 50, NULL, NULL, '', '2026-10-21 08:00:00+00', 'AKZ-000002', 'p-claimed', 1, '', '', '', '', '', '', '', '9999-12-31 00:00:00+00', 50);
INSERT INTO public.offer VALUES ('00000000-0000-7000-8000-000000000012', 3, '@', 1, 'watched-task', 'watched-task', NULL, NULL, '{}', '{}', 50, NULL, NULL, '', '2026-10-21 08:00:00+00', 'AKZ-000009', 'p-boundary', 0, '', '', '', '', '', '', '', '9999-12-31 00:00:00+00', 50);
INSERT INTO public.offer VALUES ('00000000-0000-7000-8000-000000000013', 5, '@', 1, 'right', 'right', NULL, NULL, '{}', '{}', 50, NULL, NULL, '', '2026-10-21 08:00:00+00', 'AKZ-000010', 'p-join', 0, '', '', '', '', '', '', '', '9999-12-31 00:00:00+00', 50);
INSERT INTO public.offer VALUES ('00000000-0000-7000-8000-000000000014', 5, '@', 1, 'one-of', 'one-of', NULL, NULL, '{}', '{}', 50, NULL, NULL, '', '2026-10-21 08:00:00+00', 'AKZ-000011', 'p-many', 0, '', '', '', '', '', '', '', '9999-12-31 00:00:00+00', 50);
INSERT INTO public.offer VALUES ('00000000-0000-7000-8000-000000000015', 6, '@', 1, 'inner-task', 'inner-task', NULL, NULL, '{}', '{}', 50, NULL, NULL, '', '2026-10-21 08:00:00+00', 'AKZ-000012', 'p-inner', 0, '', '', '', '', '', '', '', '9999-12-31 00:00:00+00', 50);
INSERT INTO public.offer VALUES ('00000000-0000-7000-8000-000000000016', 6, '@', 1, 'after-inside', 'after-inside', NULL, NULL, '{}', '{}', 50, NULL, NULL, '', '2026-10-21 08:00:00+00', 'AKZ-000013', 'p-inside', 0, '', '', '', '', '', '', '', '9999-12-31 00:00:00+00', 50);
INSERT INTO public.offer VALUES ('00000000-0000-7000-8000-000000000017', 3, '@', 1, 'suspended-task', 'suspended-task', NULL, NULL, '{}', '{}', 50, NULL, NULL, '', '2026-10-21 08:00:00+00', 'AKZ-000014', 'p-suspended', 0, '', '', '', '', '', '', '', '9999-12-31 00:00:00+00', 50);
INSERT INTO public.subscription VALUES ('00000000-0000-7000-8000-000000000010', 3, 'wait-message', 1, 'message', 'letter', 'AKZ-000007', '2026-10-21 08:00:00+00');
INSERT INTO public.subscription VALUES ('00000000-0000-7000-8000-000000000011', 3, 'by-letter', 1, 'message', 'letter', 'AKZ-000008', '2026-10-21 08:00:00+00');
INSERT INTO public.subscription VALUES ('00000000-0000-7000-8000-000000000016', 3, 'stopped', 1, 'message', 'stop', 'AKZ-000013', '2026-10-21 08:00:00+00');
INSERT INTO public.task VALUES ('00000000-0000-7000-8000-000000000001', 3, 1, 'open-task', 'open-task', NULL, NULL, '{}', '{}', 50, NULL, NULL, '', 0, '2026-10-21 08:00:00+00', 'AKZ-000001', 'p-task', 0, NULL, NULL, '', '', '', '', '', '', '');
INSERT INTO public.task VALUES ('00000000-0000-7000-8000-000000000002', 3, 1, 'claimed-task', 'claimed-task', NULL, 'anna', '{}', '{}', 50, NULL, NULL, '', 0, '2026-10-21 08:00:00+00', 'AKZ-000002', 'p-claimed', 1, NULL, NULL, '', '', '', '', '', '', '');
INSERT INTO public.task VALUES ('00000000-0000-7000-8000-000000000012', 3, 1, 'watched-task', 'watched-task', NULL, NULL, '{}', '{}', 50, NULL, NULL, '', 0, '2026-10-21 08:00:00+00', 'AKZ-000009', 'p-boundary', 0, NULL, NULL, '', '', '', '', '', '', '');
INSERT INTO public.task VALUES ('00000000-0000-7000-8000-000000000013', 5, 1, 'right', 'right', NULL, NULL, '{}', '{}', 50, NULL, NULL, '', 0, '2026-10-21 08:00:00+00', 'AKZ-000010', 'p-join', 0, NULL, NULL, '', '', '', '', '', '', '');
INSERT INTO public.task VALUES ('00000000-0000-7000-8000-000000000013', 4, 1, 'left', 'left', NULL, 'anna', '{}', '{}', 50, NULL, NULL, '', 1, '2026-10-21 08:00:00+00', 'AKZ-000010', 'p-join', 2, '2026-10-21 08:00:00+00', 'anna', '', '', '', '', '', '', '');
INSERT INTO public.task VALUES ('00000000-0000-7000-8000-000000000014', 5, 1, 'one-of', 'one-of', NULL, NULL, '{}', '{}', 50, NULL, NULL, '', 0, '2026-10-21 08:00:00+00', 'AKZ-000011', 'p-many', 0, NULL, NULL, '', '', '', '', '', '', '');
INSERT INTO public.task VALUES ('00000000-0000-7000-8000-000000000014', 4, 1, 'one-of', 'one-of', NULL, 'anna', '{}', '{}', 50, NULL, NULL, '', 1, '2026-10-21 08:00:00+00', 'AKZ-000011', 'p-many', 2, '2026-10-21 08:00:00+00', 'anna', '', '', '', '', '', '', '');
INSERT INTO public.task VALUES ('00000000-0000-7000-8000-000000000015', 6, 1, 'inner-task', 'inner-task', NULL, NULL, '{}', '{}', 50, NULL, NULL, '', 0, '2026-10-21 08:00:00+00', 'AKZ-000012', 'p-inner', 0, NULL, NULL, '', '', '', '', '', '', '');
INSERT INTO public.task VALUES ('00000000-0000-7000-8000-000000000016', 6, 1, 'after-inside', 'after-inside', NULL, NULL, '{}', '{}', 50, NULL, NULL, '', 0, '2026-10-21 08:00:00+00', 'AKZ-000013', 'p-inside', 0, NULL, NULL, '', '', '', '', '', '', '');
INSERT INTO public.task VALUES ('00000000-0000-7000-8000-000000000016', 5, 1, 'before-inside', 'before-inside', NULL, 'anna', '{}', '{}', 50, NULL, NULL, '', 1, '2026-10-21 08:00:00+00', 'AKZ-000013', 'p-inside', 2, '2026-10-21 08:00:00+00', 'anna', '', '', '', '', '', '', '');
INSERT INTO public.task VALUES ('00000000-0000-7000-8000-000000000017', 3, 1, 'suspended-task', 'suspended-task', NULL, NULL, '{}', '{}', 50, NULL, NULL, '', 0, '2026-10-21 08:00:00+00', 'AKZ-000014', 'p-suspended', 0, NULL, NULL, '', '', '', '', '', '', '');
INSERT INTO public.timer VALUES ('00000000-0000-7000-8000-000000000009', 3, 'wait-timer', 0, 1, '2026-10-22 08:00:00+00', 'Europe/Berlin', '2026-10-21T10:00:00@Europe/Berlin/P1D', 0);
INSERT INTO public.timer VALUES ('00000000-0000-7000-8000-000000000011', 3, 'by-time', 0, 1, '2026-10-30 09:00:00+00', 'Europe/Berlin', '2026-10-21T10:00:00@Europe/Berlin/P9D', 0);
INSERT INTO public.timer VALUES ('00000000-0000-7000-8000-000000000012', 3, 'too-late', 0, 1, '2026-10-24 08:00:00+00', 'Europe/Berlin', '2026-10-21T10:00:00@Europe/Berlin/P3D', 0);
SELECT pg_catalog.setval('public.change_feed_id_seq', 37, true);
SELECT pg_catalog.setval('public.definition_id_seq', 15, true);
SELECT pg_catalog.setval('public.deployment_id_seq', 1, true);
SELECT pg_catalog.setval('public.evidence_id_seq', 1, false);
SELECT pg_catalog.setval('public.fence_seq', 4, true);
SELECT pg_catalog.setval('public.inbound_message_id_seq', 1, false);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.access_code
    ADD CONSTRAINT pk_access_code PRIMARY KEY (tenant, case_id, code_hash);
ALTER TABLE ONLY public.case_access
    ADD CONSTRAINT pk_case_access PRIMARY KEY (tenant, case_id, person, hour, purpose);
ALTER TABLE ONLY public.case_instance
    ADD CONSTRAINT pk_case_instance PRIMARY KEY (id);
ALTER TABLE ONLY public.change_feed
    ADD CONSTRAINT pk_change_feed PRIMARY KEY (id);
ALTER TABLE ONLY public.comment
    ADD CONSTRAINT pk_comment PRIMARY KEY (id, tenant);
ALTER TABLE ONLY public.counter
    ADD CONSTRAINT pk_counter PRIMARY KEY (tenant, series);
ALTER TABLE ONLY public.data_key
    ADD CONSTRAINT pk_data_key PRIMARY KEY (tenant, subject);
ALTER TABLE ONLY public.definition
    ADD CONSTRAINT pk_definition PRIMARY KEY (id);
ALTER TABLE ONLY public.deployment
    ADD CONSTRAINT pk_deployment PRIMARY KEY (id);
ALTER TABLE ONLY public.deputyship
    ADD CONSTRAINT pk_deputyship PRIMARY KEY (id, tenant);
ALTER TABLE ONLY public.document
    ADD CONSTRAINT pk_document PRIMARY KEY (id);
ALTER TABLE ONLY public.document_blob
    ADD CONSTRAINT pk_document_blob PRIMARY KEY (id);
ALTER TABLE ONLY public.document_chunk
    ADD CONSTRAINT pk_document_chunk PRIMARY KEY (blob_id, number);
ALTER TABLE ONLY public.document_version
    ADD CONSTRAINT pk_document_version PRIMARY KEY (document_id, number);
ALTER TABLE ONLY public.draft
    ADD CONSTRAINT pk_draft PRIMARY KEY (case_id, activation, person);
ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT pk_evidence PRIMARY KEY (id);
ALTER TABLE ONLY public.history
    ADD CONSTRAINT pk_history PRIMARY KEY (case_id, seq);
ALTER TABLE ONLY public.inbound_message
    ADD CONSTRAINT pk_inbound_message PRIMARY KEY (id);
ALTER TABLE ONLY public.incident
    ADD CONSTRAINT pk_incident PRIMARY KEY (case_id, activation);
ALTER TABLE ONLY public.job
    ADD CONSTRAINT pk_job PRIMARY KEY (case_id, activation, kind);
ALTER TABLE ONLY public.offer
    ADD CONSTRAINT pk_offer PRIMARY KEY (case_id, activation, shelf);
ALTER TABLE ONLY public.person
    ADD CONSTRAINT pk_person PRIMARY KEY (tenant, account);
ALTER TABLE ONLY public.queue_state
    ADD CONSTRAINT pk_queue_state PRIMARY KEY (queue);
ALTER TABLE ONLY public.replay_seen
    ADD CONSTRAINT pk_replay_seen PRIMARY KEY (digest);
ALTER TABLE ONLY public.request_key
    ADD CONSTRAINT pk_request_key PRIMARY KEY (tenant, principal, key);
ALTER TABLE ONLY public.saved_view
    ADD CONSTRAINT pk_saved_view PRIMARY KEY (id, tenant);
ALTER TABLE ONLY public.seal_opening
    ADD CONSTRAINT pk_seal_opening PRIMARY KEY (id, tenant);
ALTER TABLE ONLY public.search_term
    ADD CONSTRAINT pk_search_term PRIMARY KEY (tenant, term, case_id, site);
ALTER TABLE ONLY public.security_event
    ADD CONSTRAINT pk_security_event PRIMARY KEY (id, tenant);
ALTER TABLE ONLY public.start_subscription
    ADD CONSTRAINT pk_start_subscription PRIMARY KEY (tenant, process_id, element_id);
ALTER TABLE ONLY public.subscription
    ADD CONSTRAINT pk_subscription PRIMARY KEY (case_id, activation, element_id);
ALTER TABLE ONLY public.task
    ADD CONSTRAINT pk_task PRIMARY KEY (case_id, activation);
ALTER TABLE ONLY public.timer
    ADD CONSTRAINT pk_timer PRIMARY KEY (case_id, activation, element_id, cycle);
ALTER TABLE ONLY public.web_session
    ADD CONSTRAINT pk_web_session PRIMARY KEY (token_hash);
ALTER TABLE ONLY public.worker_heartbeat
    ADD CONSTRAINT pk_worker_heartbeat PRIMARY KEY (worker);
ALTER TABLE ONLY public.definition
    ADD CONSTRAINT uq_definition_tenant_process_id_version UNIQUE (tenant, process_id, version);
ALTER TABLE ONLY public.deployment
    ADD CONSTRAINT uq_deployment_tenant_hash UNIQUE (tenant, hash);
ALTER TABLE ONLY public.document_version
    ADD CONSTRAINT uq_document_version_tenant_key UNIQUE (tenant, key);
ALTER TABLE ONLY public.inbound_message
    ADD CONSTRAINT uq_inbound_message_tenant_source_message_id UNIQUE (tenant, source, message_id);
CREATE INDEX case_access_at ON public.case_access USING btree (tenant, at);
CREATE INDEX case_access_person ON public.case_access USING btree (tenant, person, at);
CREATE INDEX case_applicant ON public.case_instance USING btree (tenant, site, status, applicant_key, id);
CREATE INDEX case_business_key ON public.case_instance USING btree (tenant, business_key);
CREATE INDEX case_group ON public.case_instance USING btree (tenant, site, status, case_group, id);
CREATE INDEX case_number ON public.case_instance USING btree (tenant, site, status, business_key, id);
CREATE INDEX case_site ON public.case_instance USING btree (tenant, site, status, id);
CREATE INDEX case_status ON public.case_instance USING btree (tenant, status, id);
CREATE INDEX change_feed_order ON public.change_feed USING btree (tenant, xid, id);
CREATE INDEX comment_case ON public.comment USING btree (tenant, case_id, created_at, id);
CREATE INDEX definition_deployment ON public.definition USING btree (deployment_id);
CREATE INDEX deputyship_deputy ON public.deputyship USING btree (tenant, deputy, until, id);
CREATE INDEX deputyship_person ON public.deputyship USING btree (tenant, person, until, id);
CREATE INDEX deputyship_until ON public.deputyship USING btree (tenant, until, id);
CREATE INDEX document_blob_orphan ON public.document_blob USING btree (created_at) WHERE (filed = 0);
CREATE INDEX document_case ON public.document USING btree (tenant, case_id, id) WHERE (deleted_at IS NULL);
CREATE INDEX document_quarantine ON public.document_version USING btree (uploaded_at) WHERE (scan = 'pending'::text);
CREATE INDEX evidence_agency ON public.evidence USING btree (tenant, agency, at);
CREATE INDEX evidence_at ON public.evidence USING btree (tenant, at);
CREATE INDEX evidence_case ON public.evidence USING btree (tenant, case_id, id);
CREATE INDEX evidence_key ON public.evidence USING btree (tenant, key, id);
CREATE INDEX evidence_message ON public.evidence USING btree (tenant, message_id, id) WHERE (message_id <> ''::text);
CREATE INDEX evidence_number ON public.evidence USING btree (tenant, business_key, id) WHERE (case_id IS NULL);
CREATE INDEX incident_open ON public.incident USING btree (tenant, opened_at) WHERE (resolved_at IS NULL);
CREATE INDEX job_due ON public.job USING btree (queue, run_at) WHERE (state = 0);
CREATE INDEX job_lease ON public.job USING btree (lease_until) WHERE (state = 1);
CREATE INDEX job_stuck ON public.job USING btree (tenant, case_id) WHERE (state = 3);
CREATE INDEX msg_buf ON public.inbound_message USING btree (tenant, name, corr_key, id) WHERE (state = 0);
CREATE INDEX msg_expiry ON public.inbound_message USING btree (expires_at) WHERE (state = 0);
CREATE INDEX msg_parked ON public.inbound_message USING btree (tenant, id) WHERE (state = 3);
CREATE INDEX offer_applicant ON public.offer USING btree (tenant, shelf, applicant_key, case_id, activation, element_id, case_group);
CREATE INDEX offer_case_group ON public.offer USING btree (tenant, shelf, case_group, due_sort, case_id, activation);
CREATE INDEX offer_created ON public.offer USING btree (tenant, shelf, created_at, case_id, activation, element_id, case_group);
CREATE INDEX offer_due ON public.offer USING btree (tenant, shelf, due_sort, case_id, activation, follow_up_at, urgency, site);
CREATE INDEX offer_element ON public.offer USING btree (tenant, shelf, element_id, due_sort, case_id, activation);
CREATE INDEX offer_follow_up ON public.offer USING btree (tenant, shelf, due_sort, case_id, activation, follow_up_at) WHERE (follow_up_at IS NOT NULL);
CREATE INDEX offer_free ON public.offer USING btree (tenant, shelf, due_sort, case_id, activation, follow_up_at, urgency) WHERE (assignee IS NULL);
CREATE INDEX offer_name ON public.offer USING btree (tenant, shelf, name, due_sort, case_id, activation, element_id, case_group);
CREATE INDEX offer_priority ON public.offer USING btree (tenant, shelf, urgency, due_sort, case_id, activation, element_id, case_group);
CREATE INDEX offer_process ON public.offer USING btree (tenant, shelf, process_id, due_sort, case_id, activation);
CREATE INDEX person_name ON public.person USING btree (tenant, name, account);
CREATE INDEX person_person ON public.person USING btree (tenant, person);
CREATE INDEX replay_expiry ON public.replay_seen USING btree (expires_at);
CREATE INDEX saved_view_group ON public.saved_view USING btree (tenant, shared_group);
CREATE INDEX saved_view_owner ON public.saved_view USING btree (tenant, owner);
CREATE INDEX saved_view_site ON public.saved_view USING btree (tenant, shared_site);
CREATE INDEX seal_opening_at ON public.seal_opening USING btree (tenant, opened_at);
CREATE INDEX seal_opening_case ON public.seal_opening USING btree (tenant, case_id, opened_at);
CREATE INDEX search_term_case ON public.search_term USING btree (case_id, term);
CREATE INDEX security_event_at ON public.security_event USING btree (tenant, at, id);
CREATE INDEX security_event_kind ON public.security_event USING btree (tenant, kind, at, id);
CREATE INDEX start_subscription_name ON public.start_subscription USING btree (tenant, kind, name);
CREATE INDEX sub_key ON public.subscription USING btree (tenant, kind, name, corr_key);
CREATE INDEX task_assignee ON public.task USING btree (tenant, assignee, due_at) WHERE ((state = 0) AND (assignee IS NOT NULL));
CREATE INDEX task_open ON public.task USING btree (tenant, site, due_at) WHERE (state = 0);
CREATE INDEX timer_due ON public.timer USING btree (fire_at) WHERE (state = 0);
CREATE INDEX web_session_expiry ON public.web_session USING btree (expires_at);
CREATE INDEX web_session_person ON public.web_session USING btree (tenant, person);
CREATE INDEX web_session_provider ON public.web_session USING btree (provider_session);
CREATE TRIGGER case_changed AFTER INSERT OR UPDATE ON public.case_instance FOR EACH ROW EXECUTE FUNCTION public.case_changed();
CREATE TRIGGER evidence_append_only BEFORE DELETE OR UPDATE ON public.evidence FOR EACH ROW EXECUTE FUNCTION public.evidence_append_only();
CREATE TRIGGER task_offered AFTER INSERT OR DELETE OR UPDATE ON public.task FOR EACH ROW EXECUTE FUNCTION public.task_offered();
ALTER TABLE ONLY public.case_instance
    ADD CONSTRAINT fk_case_instance_definition_id FOREIGN KEY (definition_id) REFERENCES public.definition(id);
ALTER TABLE ONLY public.definition
    ADD CONSTRAINT fk_definition_deployment_id FOREIGN KEY (deployment_id) REFERENCES public.deployment(id);
ALTER TABLE ONLY public.document
    ADD CONSTRAINT fk_document_case_id FOREIGN KEY (case_id) REFERENCES public.case_instance(id);
ALTER TABLE ONLY public.document_chunk
    ADD CONSTRAINT fk_document_chunk_blob_id FOREIGN KEY (blob_id) REFERENCES public.document_blob(id);
ALTER TABLE ONLY public.document_version
    ADD CONSTRAINT fk_document_version_document_id FOREIGN KEY (document_id) REFERENCES public.document(id);
ALTER TABLE ONLY public.draft
    ADD CONSTRAINT fk_draft_case_id FOREIGN KEY (case_id) REFERENCES public.case_instance(id);
ALTER TABLE ONLY public.history
    ADD CONSTRAINT fk_history_case_id FOREIGN KEY (case_id) REFERENCES public.case_instance(id);
ALTER TABLE ONLY public.incident
    ADD CONSTRAINT fk_incident_case_id FOREIGN KEY (case_id) REFERENCES public.case_instance(id);
ALTER TABLE ONLY public.job
    ADD CONSTRAINT fk_job_case_id FOREIGN KEY (case_id) REFERENCES public.case_instance(id);
ALTER TABLE ONLY public.start_subscription
    ADD CONSTRAINT fk_start_subscription_definition_id FOREIGN KEY (definition_id) REFERENCES public.definition(id);
ALTER TABLE ONLY public.subscription
    ADD CONSTRAINT fk_subscription_case_id FOREIGN KEY (case_id) REFERENCES public.case_instance(id);
ALTER TABLE ONLY public.task
    ADD CONSTRAINT fk_task_case_id FOREIGN KEY (case_id) REFERENCES public.case_instance(id);
ALTER TABLE ONLY public.timer
    ADD CONSTRAINT fk_timer_case_id FOREIGN KEY (case_id) REFERENCES public.case_instance(id);
