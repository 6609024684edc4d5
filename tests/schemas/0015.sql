PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE schema_migrations (
    number BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    applied_at_ms BIGINT NOT NULL,
    beside BIGINT NOT NULL
  );
INSERT INTO schema_migrations VALUES(1,'0001_platform','7a528d30a61589bc5cb1c046e24aaa275929d4a94e5704f6e9d104d74dc83209',1795361219686,0);
INSERT INTO schema_migrations VALUES(2,'0002_accounts','d7d5408c0feffd4e9f932d383bbc96cb4ff384014446bc0b79340e7eaeca45e9',1795361219686,1);
INSERT INTO schema_migrations VALUES(3,'0003_catalogue','3b3bc72d67fd19b31a0634b53672941ec098f69e9c1ee3e9a2fe219399020b96',1795361219694,2);
INSERT INTO schema_migrations VALUES(4,'0004_photos','186139f249e93e7dca3846c8f5508b371cca27c9916c9a41bd6fee35abf7752f',1795361219716,3);
INSERT INTO schema_migrations VALUES(5,'0005_review','beb94981b6f57db82a17774ee5e3607247aa6c5a9c564b7f870be645b9f022d2',1795361219720,4);
INSERT INTO schema_migrations VALUES(6,'0006_lists','3627d5be5ca77e8086e95d4777cb9f7c6039d8a461c04a996f610a16ff42648a',1795361219725,5);
INSERT INTO schema_migrations VALUES(7,'0007_corrections','8118297c4d1912ec9d6bba15422ff44dcf6029716f26241cff8b7f9e8b496b75',1795361219736,6);
INSERT INTO schema_migrations VALUES(8,'0008_revisions','20bfe45fcd494d0349399672cf3c1a66cdd885105890d82984b14a0398a541af',1795361219750,7);
INSERT INTO schema_migrations VALUES(9,'0009_catalogue_edits','0e2cf00c7181a74f7c310d024f9838a89965746e4587808e80d69de779d7fac7',1795361219756,8);
INSERT INTO schema_migrations VALUES(10,'0010_progress','8b392d7a7d8ba71225224323d24594ffcc6d281ea49632b3a32231e9bf6a4794',1795361219758,10);
INSERT INTO schema_migrations VALUES(11,'0011_project_list','145d388b3e8f3baa0071c099f5a7325478445683d3ec7d9aabe4941b1a725a9c',1795361219760,10);
INSERT INTO schema_migrations VALUES(12,'0012_crew_queue','130c8108186729175325e5e399e71475e80991fd2bbfb03b0cbda39bb4ae4662',1795361219761,10);
INSERT INTO schema_migrations VALUES(13,'0013_route_revisions','345d67c5801ed4b3063a3df750653f856bf7a9a779d863bc5e2e968781ce7db0',1795361219762,13);
INSERT INTO schema_migrations VALUES(15,'0015_ops','d2ef38063fe4f4342b66e0b913c5cbf5a6ef82c3717deee94c76278fd23262cf',1795361219763,0);
CREATE TABLE events (
  id CTEXT PRIMARY KEY,
  seq BIGINT UNIQUE,            -- NULL until sealed
  at_ms BIGINT NOT NULL,
  actor_id CTEXT,
  kind TEXT NOT NULL,
  subject_id CTEXT NOT NULL,
  project_id CTEXT,
  body TEXT NOT NULL,           -- JSON
  hash CTEXT NOT NULL,          -- of the row's own content
  chain CTEXT                   -- of the previous row's chain, seq and hash
);
INSERT INTO events VALUES('01a203de-25a8-786f-b294-3ce9dc8425bc',1,1795361220008,'operator','user.added','01a203de-25a8-7309-817b-401e3330f962',NULL,'{"role":"admin"}','1a8102afa5d67027cfdfc1f2dc050059fb7b385031065a8592d55ae943a4231d','9b3343b4702ef07dbc3f446cbc1cf2046f80a2238000f61f27b7b37feafa1d7f');
INSERT INTO events VALUES('01a203de-2755-7e8a-8e38-86ca7bcc6500',2,1795361220437,'operator','user.added','01a203de-2755-72bb-90a3-d96987c8ac6e',NULL,'{"role":"reviewer"}','71569e6dbf663a58c4375f7e02bc107a353bd3cd77755e770f46b7fc4c03bfac','500e84674909b78e5dae82da200e913b015ce65c5cccfd53daa809a7a7c49c25');
INSERT INTO events VALUES('01a203de-2878-7a47-b852-22f00640b745',3,1795361220728,'operator','user.added','01a203de-2876-77f9-be37-fcae5446efda',NULL,'{"role":"crew"}','a01b1bf198bd319f1c360e02f8693db59ca930faeaaaf30cb8560d1fbae63b10','cd86c74417d46e6b4d9d41b7dc8bae992e5e1cf2c4c2b4e1363f6a398d068624');
INSERT INTO events VALUES('01a203de-2a23-72cc-a8b3-f2291790447f',4,1795361221155,'01a203de-25a8-7309-817b-401e3330f962','session.started','01a203de-25a8-7309-817b-401e3330f962',NULL,'{}','d0c7f446345bb8f2018d80597bed7ef7523e0e56230c41a393ac1798226589c4','c76dc6a905cc0ee216a6cae028e2d78c38814f70c70af87afe61a7f3b29c0dbe');
INSERT INTO events VALUES('01a203de-2a45-7a0c-8223-250bb7ca4675',5,1795361221189,'01a203de-25a8-7309-817b-401e3330f962','project.created','01a203de-2a45-7be7-a953-8513637363e9','01a203de-2a45-7be7-a953-8513637363e9','{"code":"DEMO","name":"North fibre"}','09fd3fc80aa0c2ca7dbd95786f4ae368a24055f03f0307a941c7b90eea09d80b','b60fe42111b50a01632a630c32e6bbe011233e1bafaa26f2ae7fd0fadbef9b91');
INSERT INTO events VALUES('01a203de-2a45-7a0c-8223-250bb7ca4676',6,1795361221189,'01a203de-25a8-7309-817b-401e3330f962','route.created','01a203de-2a45-75bb-9452-1ce568ab82b1','01a203de-2a45-7be7-a953-8513637363e9','{"code":"R1","name":"Bridge Street"}','ca128598f920be860c2aa571e39fc3032dae34dce75e5fcc22f3b3e72a0bb983','c18a787ced3aecc1cafec77aaaa533edc4bbfed5233e4437cdd5ec0474f8e2ed');
INSERT INTO events VALUES('01a203de-2a46-726a-be5a-01092e7c8972',7,1795361221189,'01a203de-25a8-7309-817b-401e3330f962','section.created','01a203de-2a45-7ae6-9e95-659794f0f003','01a203de-2a45-7be7-a953-8513637363e9','{"code":"S1","name":"Chapel to bridge"}','098d4c7388dfca6f7c04324e0d4bbfe017369203844c0c508e69e3f845a6eb37','c98bf668dedcd6ea3041bde48a0a3d854eb923f9885be6e7c96a4e04af4f59ef');
INSERT INTO events VALUES('01a203de-2a46-7704-a394-d2cf75b64c45',8,1795361221189,'01a203de-25a8-7309-817b-401e3330f962','section.created','01a203de-2a46-7a92-be45-46c69205e044','01a203de-2a45-7be7-a953-8513637363e9','{"code":"S2","name":"Bridge to school"}','9092594ce735a41288b95b354dff296242cae2eb0a88d66dda1bc3cccccf3c2f','9c5e56a119658787f302f3807dc86a3af2235e30cfb6bb028b6d19bdcc75c8f3');
INSERT INTO events VALUES('01a203de-2a46-7704-a394-d2cf75b64c46',9,1795361221189,'01a203de-25a8-7309-817b-401e3330f962','section.created','01a203de-2a46-7ba7-82b7-a89cbb6fece0','01a203de-2a45-7be7-a953-8513637363e9','{"code":"S3","name":"School to depot"}','4efb675ac5e2089f090b5b0ffa89199f1b43a2caeee72be6ffe8310d8ccbbf53','fad071c82c10a7c371657324409a05bf5fd5e9b175f33ed44ea6a3795c312fc0');
INSERT INTO events VALUES('01a203de-2a46-7704-a394-d2cf75b64c47',10,1795361221189,'01a203de-25a8-7309-817b-401e3330f962','work_type.created','01a203de-2a46-7f3c-af53-0fbcddd41542','01a203de-2a45-7be7-a953-8513637363e9','{"code":"OT","name":"Open trench"}','7b708cae61efd2aab44fdeb17296c90f7fd985ace8500ef4a4bca142370ccc16','eb865f2bf818908b69df1692918b2659f575b8981e73bbfef58744e91b3a2472');
INSERT INTO events VALUES('01a203de-2a46-795f-ba1d-65192d10e378',11,1795361221189,'01a203de-25a8-7309-817b-401e3330f962','work_type.created','01a203de-2a46-76ef-ba8f-b66fed954a84','01a203de-2a45-7be7-a953-8513637363e9','{"code":"MH","name":"Manhole"}','1196e87176e2e7766182bc73677d3f2d30ad1cd3ad79bfcb8bb87c6f571c12cb','4d0dc515c35fc8f703cfa7e622a78008611cb1c6978f87f5e15140dbaff29390');
INSERT INTO events VALUES('01a203de-2a46-7cea-ae38-a977bd09a7f9',12,1795361221189,'01a203de-25a8-7309-817b-401e3330f962','checkpoint.created','01a203de-2a46-759c-9aeb-b15ab5c2d336','01a203de-2a45-7be7-a953-8513637363e9','{"code":"CP-1","name":"Trench depth"}','bb2e414fe998ceeea3389f5e0b87d101c4746c93781bb2d863d6dcdb48314a84','8a0147d69978c2851070602d151330e158262e16f81fc086abb9091cc09f0ca0');
INSERT INTO events VALUES('01a203de-2a46-7f89-9d79-67bc1c159428',13,1795361221189,'01a203de-25a8-7309-817b-401e3330f962','checkpoint.created','01a203de-2a46-7302-9229-aab4d7ef83a4','01a203de-2a45-7be7-a953-8513637363e9','{"code":"CP-2","name":"Warning tape"}','9cbea3deddfeff13f41775f53b61183cff61c54d0ed3fc37477089b7ee1bffb0','6bc776b7d6effed0c9b4b3b02d531f945660afa390e76e5ddabb3cfd598b807e');
INSERT INTO events VALUES('01a203de-2a46-7f89-9d79-67bc1c159429',14,1795361221189,'01a203de-25a8-7309-817b-401e3330f962','checkpoint.created','01a203de-2a46-70b6-b1ad-2373804520d7','01a203de-2a45-7be7-a953-8513637363e9','{"code":"CP-3","name":"Reinstated surface"}','9ca2c15313317a17e3da0226d6c7479736e1e9f8483ab5df5f80d96eed9d6bf1','84cd158bf5d14b104f0764ce1241554a378d11dea41a2f0137c9cc06e342aae0');
INSERT INTO events VALUES('01a203de-2a46-7f89-9d79-67bc1c15942a',15,1795361221189,'01a203de-25a8-7309-817b-401e3330f962','member.added','01a203de-2a45-7be7-a953-8513637363e9','01a203de-2a45-7be7-a953-8513637363e9','{"code":"01a203de-2755-72bb-90a3-d96987c8ac6e","name":"rita@example.org"}','a1d6234e1cd817d218b8b3865473d35aa532738be828a8d2fd4f57f3a1fd00ab','ee27b96e48c96d5328619c4f66f995c1bb7f16650f9853522caea07a65c317d5');
INSERT INTO events VALUES('01a203de-2a46-7f89-9d79-67bc1c15942b',16,1795361221189,'01a203de-25a8-7309-817b-401e3330f962','member.added','01a203de-2a45-7be7-a953-8513637363e9','01a203de-2a45-7be7-a953-8513637363e9','{"code":"01a203de-2876-77f9-be37-fcae5446efda","name":"crew1@example.org"}','9a367a7956f32aaf44bb255f7585842f5dd044b0679a7c19d88ce829fa238a91','1e6ff0ccb3076bfd7218e1e386c44e6988efb1d1cac7ff800e7bdaf1f12bc4f5');
INSERT INTO events VALUES('01a203de-2aec-7fd4-a22d-877ab0f9a0e4',17,1795361221356,'01a203de-2876-77f9-be37-fcae5446efda','session.started','01a203de-2876-77f9-be37-fcae5446efda',NULL,'{}','8aeb300c090df633cd99ceae77e0617acbcd536e86ece004b9ecdf2a1974831b','8f0fc94f96c35da2a1d0a68ac612901ba6130a62221a7ac9f8fbf23e62e3a4a2');
INSERT INTO events VALUES('01a203de-2aff-74ec-8844-288f23952c1a',18,1795361221373,'01a203de-2876-77f9-be37-fcae5446efda','photo.received','01a203de-2af5-7ccd-a5d8-1d257ba2a365','01a203de-2a45-7be7-a953-8513637363e9','{"section_id":"01a203de-2a45-7ae6-9e95-659794f0f003","checkpoint_id":"01a203de-2a46-759c-9aeb-b15ab5c2d336","stage":"during","index":1,"attempt":1,"replaces":null,"extra":false,"sha256":"76204f90870d97c2d462c58e113f8a90f2edf4b6fbd95ac2f0f876bb4e61b311","size_bytes":689275,"taken_at_ms":1795361221368,"flags":"","comment":null,"override_reason":null}','d5999207d7096be22a660df8311754c9879536e7a93f955c49c6d5a396007ff6','330bb7c9bd314bd8da354c44e623924c554d7c983350f8c2ea22dc6c08e33fc1');
INSERT INTO events VALUES('01a203de-2b11-7bfa-a8e6-6ae966be3139',19,1795361221388,'01a203de-2876-77f9-be37-fcae5446efda','photo.received','01a203de-2b06-7449-8b83-e79e27dcf039','01a203de-2a45-7be7-a953-8513637363e9','{"section_id":"01a203de-2a45-7ae6-9e95-659794f0f003","checkpoint_id":"01a203de-2a46-759c-9aeb-b15ab5c2d336","stage":"during","index":2,"attempt":1,"replaces":null,"extra":false,"sha256":"76204f90870d97c2d462c58e113f8a90f2edf4b6fbd95ac2f0f876bb4e61b311","size_bytes":689275,"taken_at_ms":1795361221384,"flags":"duplicate","comment":null,"override_reason":null}','42f9efcdff71616608018d828e1df0a921611ed1bd4b85526ca4769594780b0c','cc1c3a40bbbf733facf6983b11d2c4b21f39fb8f7944777b66c652d3a3bce4db');
INSERT INTO events VALUES('01a203de-2b2e-7f06-809a-0a6af4be5b07',20,1795361221416,'01a203de-2876-77f9-be37-fcae5446efda','photo.received','01a203de-2b21-7a83-876c-d4882db3ba75','01a203de-2a45-7be7-a953-8513637363e9','{"section_id":"01a203de-2a45-7ae6-9e95-659794f0f003","checkpoint_id":"01a203de-2a46-759c-9aeb-b15ab5c2d336","stage":"during","index":3,"attempt":1,"replaces":null,"extra":false,"sha256":"76204f90870d97c2d462c58e113f8a90f2edf4b6fbd95ac2f0f876bb4e61b311","size_bytes":689275,"taken_at_ms":1795361221411,"flags":"duplicate","comment":null,"override_reason":null}','d93618807c35b750373d926f342ad94a95b9c092a413817b521a9c729fcf28be','8799a2f395edeec196664f11cd63591fbf0138b35bddd579b0ef2f9219669327');
INSERT INTO events VALUES('01a203de-2bf9-792d-b142-9fb7b737c4b9',21,1795361221625,'01a203de-2755-72bb-90a3-d96987c8ac6e','session.started','01a203de-2755-72bb-90a3-d96987c8ac6e',NULL,'{}','618cee6c1f2dbb93d14270474a8b2fec06be335ffe5580030235e02a20c3c250','121fdae1a5bd96b883815dce8e1acb0398e13554007d09e9ce53b92ec01fce4b');
INSERT INTO events VALUES('01a203de-2c02-718c-af27-5028fb81bd29',22,1795361221634,'01a203de-2755-72bb-90a3-d96987c8ac6e','photo.approved','01a203de-2af5-7ccd-a5d8-1d257ba2a365','01a203de-2a45-7be7-a953-8513637363e9','{"from":"pending","to":"approved","comment":"","version":2}','5767b4254a0469e6143188369c5a2ca0672c96e38e856392a8909eb65b5f491a','07226bedca4004bdc1ba0f96f591d7163ed67123e2eb43598896f2d8ee0a1180');
INSERT INTO events VALUES('01a203de-2c15-7d85-880c-65e0152b6e19',23,1795361221652,'01a203de-2755-72bb-90a3-d96987c8ac6e','photo.retake','01a203de-2b06-7449-8b83-e79e27dcf039','01a203de-2a45-7be7-a953-8513637363e9','{"from":"pending","to":"retake","comment":"Blurred or too dark","version":2}','cd266204e03ea8eafc40140fec5510daa0a0530a8cc6809e91bc466c93a3a7de','f895ba5795ff84dab4485833e3d99d2aac112b71c9d72ecf11a4d18453c8e79a');
INSERT INTO events VALUES('01a203de-2cf6-7149-ad15-c72504164241',24,1795361221878,NULL,'photo.developed','01a203de-2af5-7ccd-a5d8-1d257ba2a365','01a203de-2a45-7be7-a953-8513637363e9','{"develop":"done","display_sha256":"92a1dadac6edae8ed4c2ba445f60ed289c4bc6efaaa95a5d13abc9b4ea2acbc1","reason":null}','1fad3e9da374c9bc32281183fe38ffb153e800ad4ad4ce31e0f2f3b7501e7fa0','25fe4ccd9185badadc4489c5a10bf334578de5908e9dee950aa10156aff0efee');
INSERT INTO events VALUES('01a203de-2d0c-7a30-8c56-27e6c6e4d3b4',25,1795361221900,NULL,'photo.developed','01a203de-2b06-7449-8b83-e79e27dcf039','01a203de-2a45-7be7-a953-8513637363e9','{"develop":"done","display_sha256":"1acb365d9e80af556845f42268251d952d771f310f5e2fb3180ce9ab0f3e1340","reason":null}','6248cfccd2aad2bcd41466cd8879387c29423247c25fcb16fd62c1f665a99993','6b4716cdc0cace390c8c01332ba98aac45430c5154ebbd138252dc2f75a304d6');
INSERT INTO events VALUES('01a203de-2e70-715b-8ece-1198e08b85c2',26,1795361222256,NULL,'photo.developed','01a203de-2b21-7a83-876c-d4882db3ba75','01a203de-2a45-7be7-a953-8513637363e9','{"develop":"done","display_sha256":"785b4e3f78221d2af2a23288dfeb1a100e582f709ca2c5009dd81f34944acc4e","reason":null}','f0adc46ee8bafbf892cab6942fcf85b6d13705e4d9cd498c4b5fe91dc1ce3905','f0c45e1a2069c4580ed5c06887a73c0585030b99ba15708dc42a5d32837fb746');
CREATE TABLE event_chain (
  id BIGINT PRIMARY KEY,
  seq BIGINT NOT NULL,
  chain CTEXT NOT NULL
);
INSERT INTO event_chain VALUES(1,26,'f0c45e1a2069c4580ed5c06887a73c0585030b99ba15708dc42a5d32837fb746');
CREATE TABLE jobs (
  id CTEXT PRIMARY KEY,
  kind CTEXT NOT NULL,
  subject_id CTEXT NOT NULL,
  state CTEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed')),
  attempts BIGINT NOT NULL,
  run_at_ms BIGINT NOT NULL,
  leased_until_ms BIGINT,
  leased_by CTEXT,
  error TEXT,
  created_at_ms BIGINT NOT NULL,
  finished_at_ms BIGINT, once_more BOOLEAN NOT NULL DEFAULT FALSE,
  UNIQUE (kind, subject_id)
);
INSERT INTO jobs VALUES('01a203de-2aff-7102-afe5-e56e9fdb9af1','develop','01a203de-2af5-7ccd-a5d8-1d257ba2a365','done',1,1795361221375,NULL,NULL,NULL,1795361221375,1795361221878,0);
INSERT INTO jobs VALUES('01a203de-2b11-73aa-ae52-58884d4daae3','develop','01a203de-2b06-7449-8b83-e79e27dcf039','done',1,1795361221393,NULL,NULL,NULL,1795361221393,1795361221920,0);
INSERT INTO jobs VALUES('01a203de-2b2e-7f76-894a-c8f9789a56a9','develop','01a203de-2b21-7a83-876c-d4882db3ba75','done',1,1795361221422,NULL,NULL,NULL,1795361221422,1795361222262,0);
CREATE TABLE users (
  id CTEXT PRIMARY KEY,
  email CTEXT NOT NULL UNIQUE,          -- lower case
  name TEXT NOT NULL,
  role CTEXT NOT NULL CHECK (role IN ('crew', 'reviewer', 'admin', 'viewer')),
  password_hash TEXT,                   -- NULL: signs in by link only
  disabled_at_ms BIGINT,
  created_at_ms BIGINT NOT NULL,
  last_seen_at_ms BIGINT,
  version BIGINT NOT NULL
, crew_lead BOOLEAN NOT NULL DEFAULT FALSE);
INSERT INTO users VALUES('01a203de-25a8-7309-817b-401e3330f962','admin@example.org','Asta','admin','$argon2id$v=19$m=19456,t=2,p=1$hYK6R7sSeljSZTAw8RyNtA$PMCyctQ9g6hEBSCYIXv5oZmikbT5YqeBs16JEqUATCs',NULL,1795361220008,1795361221155,1,0);
INSERT INTO users VALUES('01a203de-2755-72bb-90a3-d96987c8ac6e','rita@example.org','Rita','reviewer','$argon2id$v=19$m=19456,t=2,p=1$UnpYnM8UBfvve0zuXwplpw$AsHFtKx5xAgfgDT8+8LRGd1ksmul/T1qAQWqxchUQHU',NULL,1795361220437,1795361221625,1,0);
INSERT INTO users VALUES('01a203de-2876-77f9-be37-fcae5446efda','crew1@example.org','Crew 1','crew','$argon2id$v=19$m=19456,t=2,p=1$0Be8Dv2rajijCshHebEGvA$96XDK4fvlbWMMjzmAP4aipQw0F5SQM/MFUSOOBkErt0',NULL,1795361220728,1795361221356,1,0);
CREATE TABLE sessions (
  id CTEXT PRIMARY KEY,                 -- HMAC of the token; the token itself is nowhere
  user_id CTEXT NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  device TEXT NOT NULL,                 -- what the browser says it is
  created_at_ms BIGINT NOT NULL,
  last_seen_at_ms BIGINT NOT NULL,
  idle_expires_at_ms BIGINT NOT NULL,
  expires_at_ms BIGINT NOT NULL         -- absolute
);
CREATE TABLE links (
  id CTEXT PRIMARY KEY,                 -- HMAC of the token
  purpose CTEXT NOT NULL CHECK (purpose IN ('sign_in', 'first_admin')),
  user_id CTEXT REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  created_by CTEXT REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  created_at_ms BIGINT NOT NULL,
  expires_at_ms BIGINT NOT NULL,
  used_at_ms BIGINT
);
CREATE TABLE auth_head (
  id BIGINT PRIMARY KEY,
  seq BIGINT NOT NULL
);
INSERT INTO auth_head VALUES(1,1);
CREATE TABLE auth_changes (
  seq BIGINT PRIMARY KEY,
  user_id CTEXT,                        -- NULL: everybody
  at_ms BIGINT NOT NULL
);
INSERT INTO auth_changes VALUES(1,'01a203de-25a8-7309-817b-401e3330f962',1795361220008);
CREATE TABLE projects (
  id CTEXT PRIMARY KEY,
  code CTEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  route_word TEXT NOT NULL,             -- what this project calls its two levels
  section_word TEXT NOT NULL,
  time_zone TEXT NOT NULL,              -- IANA name
  max_accuracy_m DOUBLE PRECISION,      -- capture rules; NULL: none
  max_line_distance_m DOUBLE PRECISION,
  max_photo_distance_m DOUBLE PRECISION,
  keep_originals CTEXT NOT NULL CHECK (keep_originals IN ('always', 'days', 'never')),
  keep_days BIGINT,
  created_at_ms BIGINT NOT NULL,
  archived_at_ms BIGINT,
  version BIGINT NOT NULL
);
INSERT INTO projects VALUES('01a203de-2a45-7be7-a953-8513637363e9','DEMO','North fibre','route','section','Europe/London',NULL,NULL,NULL,'always',NULL,1795361221189,NULL,1);
CREATE TABLE routes (
  id CTEXT PRIMARY KEY,
  project_id CTEXT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
  code CTEXT NOT NULL,
  name TEXT NOT NULL,
  line TEXT,                            -- GeoJSON LineString, WGS 84
  length_m DOUBLE PRECISION,
  narrowed BOOLEAN NOT NULL,            -- membership is not inherited from the project
  position BIGINT NOT NULL,
  archived_at_ms BIGINT,
  version BIGINT NOT NULL,
  UNIQUE (project_id, code)
);
INSERT INTO routes VALUES('01a203de-2a45-75bb-9452-1ce568ab82b1','01a203de-2a45-7be7-a953-8513637363e9','R1','Bridge Street',NULL,NULL,0,1,NULL,1);
CREATE TABLE sections (
  id CTEXT PRIMARY KEY,
  project_id CTEXT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
  route_id CTEXT NOT NULL REFERENCES routes (id) DEFERRABLE INITIALLY DEFERRED,
  code CTEXT NOT NULL,
  name TEXT NOT NULL,
  line TEXT,
  length_m DOUBLE PRECISION,
  narrowed BOOLEAN NOT NULL,            -- membership is not inherited from the route
  position BIGINT NOT NULL,
  archived_at_ms BIGINT,
  version BIGINT NOT NULL,
  UNIQUE (route_id, code)
);
INSERT INTO sections VALUES('01a203de-2a45-7ae6-9e95-659794f0f003','01a203de-2a45-7be7-a953-8513637363e9','01a203de-2a45-75bb-9452-1ce568ab82b1','S1','Chapel to bridge','{"type":"LineString","coordinates":[[-0.1266,51.5007],[-0.12516,51.5007]]}',99.676082570013548435,0,1,NULL,1);
INSERT INTO sections VALUES('01a203de-2a46-7a92-be45-46c69205e044','01a203de-2a45-7be7-a953-8513637363e9','01a203de-2a45-75bb-9452-1ce568ab82b1','S2','Bridge to school','{"type":"LineString","coordinates":[[-0.12516,51.5007],[-0.12372,51.5007]]}',99.676082570013548435,0,2,NULL,1);
INSERT INTO sections VALUES('01a203de-2a46-7ba7-82b7-a89cbb6fece0','01a203de-2a45-7be7-a953-8513637363e9','01a203de-2a45-75bb-9452-1ce568ab82b1','S3','School to depot','{"type":"LineString","coordinates":[[-0.12372,51.5007],[-0.12228,51.5007]]}',99.676082570013548435,0,3,NULL,1);
CREATE TABLE work_types (
  id CTEXT PRIMARY KEY,
  project_id CTEXT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
  code CTEXT NOT NULL,
  name TEXT NOT NULL,
  position BIGINT NOT NULL,
  version BIGINT NOT NULL,
  UNIQUE (project_id, code)
);
INSERT INTO work_types VALUES('01a203de-2a46-7f3c-af53-0fbcddd41542','01a203de-2a45-7be7-a953-8513637363e9','OT','Open trench',1,1);
INSERT INTO work_types VALUES('01a203de-2a46-76ef-ba8f-b66fed954a84','01a203de-2a45-7be7-a953-8513637363e9','MH','Manhole',2,1);
CREATE TABLE checkpoints (
  id CTEXT PRIMARY KEY,
  project_id CTEXT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
  work_type_id CTEXT NOT NULL REFERENCES work_types (id) DEFERRABLE INITIALLY DEFERRED,
  code CTEXT NOT NULL,
  version BIGINT NOT NULL,
  position BIGINT NOT NULL,
  retired_at_ms BIGINT, picture_id CTEXT,
  UNIQUE (project_id, code)
);
INSERT INTO checkpoints VALUES('01a203de-2a46-759c-9aeb-b15ab5c2d336','01a203de-2a45-7be7-a953-8513637363e9','01a203de-2a46-7f3c-af53-0fbcddd41542','CP-1',1,1,NULL,NULL);
INSERT INTO checkpoints VALUES('01a203de-2a46-7302-9229-aab4d7ef83a4','01a203de-2a45-7be7-a953-8513637363e9','01a203de-2a46-7f3c-af53-0fbcddd41542','CP-2',1,2,NULL,NULL);
INSERT INTO checkpoints VALUES('01a203de-2a46-70b6-b1ad-2373804520d7','01a203de-2a45-7be7-a953-8513637363e9','01a203de-2a46-76ef-ba8f-b66fed954a84','CP-3',1,3,NULL,NULL);
CREATE TABLE checkpoint_versions (
  checkpoint_id CTEXT NOT NULL REFERENCES checkpoints (id) DEFERRABLE INITIALLY DEFERRED,
  version BIGINT NOT NULL,
  name TEXT NOT NULL,
  guidance TEXT NOT NULL,
  stage CTEXT NOT NULL CHECK (stage IN ('before', 'during', 'after')),
  photos_due BIGINT NOT NULL,           -- per section; ignored when spacing_m is set
  spacing_m DOUBLE PRECISION,           -- one photo every so many metres of the section
  hold_point BOOLEAN NOT NULL,          -- the next stage waits for its approval
  created_at_ms BIGINT NOT NULL, created_by CTEXT,
  PRIMARY KEY (checkpoint_id, version)
);
INSERT INTO checkpoint_versions VALUES('01a203de-2a46-759c-9aeb-b15ab5c2d336',1,'Trench depth','Whole staff in the picture, its foot on the floor.','during',4,NULL,0,1795361221189,'01a203de-25a8-7309-817b-401e3330f962');
INSERT INTO checkpoint_versions VALUES('01a203de-2a46-7302-9229-aab4d7ef83a4',1,'Warning tape','Tape 30 cm above the duct, print upward.','during',4,NULL,0,1795361221189,'01a203de-25a8-7309-817b-401e3330f962');
INSERT INTO checkpoint_versions VALUES('01a203de-2a46-70b6-b1ad-2373804520d7',1,'Reinstated surface','Both ends of the section in view.','after',4,NULL,0,1795361221189,'01a203de-25a8-7309-817b-401e3330f962');
CREATE TABLE members (
  id CTEXT PRIMARY KEY,
  user_id CTEXT NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  project_id CTEXT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
  route_id CTEXT REFERENCES routes (id) DEFERRABLE INITIALLY DEFERRED,
  section_id CTEXT REFERENCES sections (id) DEFERRABLE INITIALLY DEFERRED,
  place_id CTEXT NOT NULL,              -- the narrowest of the three
  created_at_ms BIGINT NOT NULL,
  UNIQUE (user_id, place_id)
);
INSERT INTO members VALUES('01a203de-2a46-7af6-9f1a-35dbc8796085','01a203de-2755-72bb-90a3-d96987c8ac6e','01a203de-2a45-7be7-a953-8513637363e9',NULL,NULL,'01a203de-2a45-7be7-a953-8513637363e9',1795361221189);
INSERT INTO members VALUES('01a203de-2a46-7722-bf43-ec9334aa0ab2','01a203de-2876-77f9-be37-fcae5446efda','01a203de-2a45-7be7-a953-8513637363e9',NULL,NULL,'01a203de-2a45-7be7-a953-8513637363e9',1795361221189);
CREATE TABLE section_access (
  user_id CTEXT NOT NULL,
  section_id CTEXT NOT NULL,
  project_id CTEXT NOT NULL,
  PRIMARY KEY (user_id, section_id)
);
INSERT INTO section_access VALUES('01a203de-2876-77f9-be37-fcae5446efda','01a203de-2a45-7ae6-9e95-659794f0f003','01a203de-2a45-7be7-a953-8513637363e9');
INSERT INTO section_access VALUES('01a203de-2755-72bb-90a3-d96987c8ac6e','01a203de-2a45-7ae6-9e95-659794f0f003','01a203de-2a45-7be7-a953-8513637363e9');
INSERT INTO section_access VALUES('01a203de-2876-77f9-be37-fcae5446efda','01a203de-2a46-7a92-be45-46c69205e044','01a203de-2a45-7be7-a953-8513637363e9');
INSERT INTO section_access VALUES('01a203de-2755-72bb-90a3-d96987c8ac6e','01a203de-2a46-7a92-be45-46c69205e044','01a203de-2a45-7be7-a953-8513637363e9');
INSERT INTO section_access VALUES('01a203de-2876-77f9-be37-fcae5446efda','01a203de-2a46-7ba7-82b7-a89cbb6fece0','01a203de-2a45-7be7-a953-8513637363e9');
INSERT INTO section_access VALUES('01a203de-2755-72bb-90a3-d96987c8ac6e','01a203de-2a46-7ba7-82b7-a89cbb6fece0','01a203de-2a45-7be7-a953-8513637363e9');
CREATE TABLE photos (
  id CTEXT PRIMARY KEY,                 -- UUIDv7 made by the phone
  owner_id CTEXT NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  project_id CTEXT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
  section_id CTEXT NOT NULL REFERENCES sections (id) DEFERRABLE INITIALLY DEFERRED,
  checkpoint_id CTEXT NOT NULL REFERENCES checkpoints (id) DEFERRABLE INITIALLY DEFERRED,
  checkpoint_version BIGINT NOT NULL,
  stage CTEXT NOT NULL,
  slot_index BIGINT NOT NULL,
  status CTEXT NOT NULL CHECK (status IN ('pending', 'approved', 'retake', 'nonconforming')),
  attempt BIGINT NOT NULL,              -- 1, 2, … within the slot's chain
  replaces CTEXT REFERENCES photos (id) DEFERRABLE INITIALLY DEFERRED,
  newest BOOLEAN NOT NULL,              -- of its chain; only the newest counts
  extra BOOLEAN NOT NULL,               -- beyond the slot: shown, never counted
  received CTEXT NOT NULL CHECK (received IN ('preview', 'original')),
  sha256 CTEXT NOT NULL,
  size_bytes BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  original_key TEXT NOT NULL,           -- in the blob store
  source CTEXT NOT NULL CHECK (source IN ('camera', 'canvas', 'file')),
  file_name TEXT,
  device TEXT,
  received_at_ms BIGINT NOT NULL,       -- the server's clock: orders everything
  taken_at_ms BIGINT NOT NULL,          -- the phone's claim
  taken_offset_min BIGINT NOT NULL,
  lat DOUBLE PRECISION,                 -- the phone's claims, WGS 84
  lon DOUBLE PRECISION,
  accuracy_m DOUBLE PRECISION,
  altitude_m DOUBLE PRECISION,
  heading_deg DOUBLE PRECISION,
  line_distance_m DOUBLE PRECISION,     -- worked out by the server
  chainage_m DOUBLE PRECISION,
  comment TEXT,
  override_reason TEXT,
  flags TEXT NOT NULL,                  -- space-separated, sorted
  develop CTEXT NOT NULL CHECK (develop IN ('waiting', 'done', 'failed', 'damaged')),
  develop_error TEXT,
  display_key TEXT,
  thumb_key TEXT,
  width BIGINT,
  height BIGINT,
  perceptual_hash CTEXT,
  tiny TEXT,                            -- base64 of a very small picture
  claims TEXT,                          -- JSON: what the file says of itself
  decided_at_ms BIGINT,
  decided_by CTEXT REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  decision_comment TEXT,                -- of the newest decision
  version BIGINT NOT NULL
, withdrawn_at_ms BIGINT, moved_at_ms BIGINT, revision BIGINT NOT NULL DEFAULT 1);
INSERT INTO photos VALUES('01a203de-2af5-7ccd-a5d8-1d257ba2a365','01a203de-2876-77f9-be37-fcae5446efda','01a203de-2a45-7be7-a953-8513637363e9','01a203de-2a45-7ae6-9e95-659794f0f003','01a203de-2a46-759c-9aeb-b15ab5c2d336',1,'during',1,'approved',1,NULL,1,0,'original','76204f90870d97c2d462c58e113f8a90f2edf4b6fbd95ac2f0f876bb4e61b311',689275,'image/jpeg','original/01a203de-2af5-7ccd-a5d8-1d257ba2a365-76204f90870d97c2d462c58e113f8a90f2edf4b6fbd95ac2f0f876bb4e61b311','camera','photo.jpg',NULL,1795361221373,1795361221368,0,51.500720000000001163,-0.12630000000000002335,4.0,NULL,NULL,2.2239016045864663517,20.765850535417250456,NULL,NULL,'','done',NULL,'display/01a203de-2af5-7ccd-a5d8-1d257ba2a365-92a1dadac6edae8ed4c2ba445f60ed289c4bc6efaaa95a5d13abc9b4ea2acbc1','thumb/01a203de-2af5-7ccd-a5d8-1d257ba2a365-2139b74fdf9262bcfea005d601d09ac1b77f969326483f600d874b3702307e22',1280,960,'f3cb52e5bc66536f','UklGRoQAAABXRUJQVlA4IHgAAAAQBACdASoUAA8APu1iqU2ppaOiMAgBMB2JQBdgA9jtDsEWjO2SxPCVoAD+grikj62pqIPyofvMZ+we3jWsoHi88MJpFAZNvCiVZLKL+w5wki7ZE0zhXnCq3BmNOsTAGe5YBO1/G2wA53ItP8CLJAcbTizVkySAAAA=','{"make":"Canon","model":"Canon PowerShot SX530 HS","taken_at":"2020-09-12T11:49:38","offset":null,"lat":null,"lon":null,"altitude_m":null,"heading_deg":null,"orientation":1,"exposure":"1/800","f_number":4.5,"iso":100,"focal_mm":14.368}',1795361221634,'01a203de-2755-72bb-90a3-d96987c8ac6e','',2,NULL,NULL,3);
INSERT INTO photos VALUES('01a203de-2b06-7449-8b83-e79e27dcf039','01a203de-2876-77f9-be37-fcae5446efda','01a203de-2a45-7be7-a953-8513637363e9','01a203de-2a45-7ae6-9e95-659794f0f003','01a203de-2a46-759c-9aeb-b15ab5c2d336',1,'during',2,'retake',1,NULL,1,0,'original','76204f90870d97c2d462c58e113f8a90f2edf4b6fbd95ac2f0f876bb4e61b311',689275,'image/jpeg','original/01a203de-2b06-7449-8b83-e79e27dcf039-76204f90870d97c2d462c58e113f8a90f2edf4b6fbd95ac2f0f876bb4e61b311','camera','photo.jpg',NULL,1795361221388,1795361221384,0,51.500720000000001163,-0.12620000000000000661,4.0,NULL,NULL,2.2239016045864663517,27.687800713891586924,NULL,NULL,'duplicate','done',NULL,'display/01a203de-2b06-7449-8b83-e79e27dcf039-1acb365d9e80af556845f42268251d952d771f310f5e2fb3180ce9ab0f3e1340','thumb/01a203de-2b06-7449-8b83-e79e27dcf039-2139b74fdf9262bcfea005d601d09ac1b77f969326483f600d874b3702307e22',1280,960,'f3cb52e5bc66536f','UklGRoQAAABXRUJQVlA4IHgAAAAQBACdASoUAA8APu1iqU2ppaOiMAgBMB2JQBdgA9jtDsEWjO2SxPCVoAD+grikj62pqIPyofvMZ+we3jWsoHi88MJpFAZNvCiVZLKL+w5wki7ZE0zhXnCq3BmNOsTAGe5YBO1/G2wA53ItP8CLJAcbTizVkySAAAA=','{"make":"Canon","model":"Canon PowerShot SX530 HS","taken_at":"2020-09-12T11:49:38","offset":null,"lat":null,"lon":null,"altitude_m":null,"heading_deg":null,"orientation":1,"exposure":"1/800","f_number":4.5,"iso":100,"focal_mm":14.368}',1795361221652,'01a203de-2755-72bb-90a3-d96987c8ac6e','Blurred or too dark',2,NULL,NULL,3);
INSERT INTO photos VALUES('01a203de-2b21-7a83-876c-d4882db3ba75','01a203de-2876-77f9-be37-fcae5446efda','01a203de-2a45-7be7-a953-8513637363e9','01a203de-2a45-7ae6-9e95-659794f0f003','01a203de-2a46-759c-9aeb-b15ab5c2d336',1,'during',3,'pending',1,NULL,1,0,'original','76204f90870d97c2d462c58e113f8a90f2edf4b6fbd95ac2f0f876bb4e61b311',689275,'image/jpeg','original/01a203de-2b21-7a83-876c-d4882db3ba75-76204f90870d97c2d462c58e113f8a90f2edf4b6fbd95ac2f0f876bb4e61b311','camera','photo.jpg',NULL,1795361221416,1795361221411,0,51.500720000000001163,-0.12610000000000001763,4.0,NULL,NULL,2.2239016045864663517,34.609750892363997821,NULL,NULL,'duplicate','done',NULL,'display/01a203de-2b21-7a83-876c-d4882db3ba75-785b4e3f78221d2af2a23288dfeb1a100e582f709ca2c5009dd81f34944acc4e','thumb/01a203de-2b21-7a83-876c-d4882db3ba75-2139b74fdf9262bcfea005d601d09ac1b77f969326483f600d874b3702307e22',1280,960,'f3cb52e5bc66536f','UklGRoQAAABXRUJQVlA4IHgAAAAQBACdASoUAA8APu1iqU2ppaOiMAgBMB2JQBdgA9jtDsEWjO2SxPCVoAD+grikj62pqIPyofvMZ+we3jWsoHi88MJpFAZNvCiVZLKL+w5wki7ZE0zhXnCq3BmNOsTAGe5YBO1/G2wA53ItP8CLJAcbTizVkySAAAA=','{"make":"Canon","model":"Canon PowerShot SX530 HS","taken_at":"2020-09-12T11:49:38","offset":null,"lat":null,"lon":null,"altitude_m":null,"heading_deg":null,"orientation":1,"exposure":"1/800","f_number":4.5,"iso":100,"focal_mm":14.368}',NULL,NULL,NULL,1,NULL,NULL,2);
CREATE TABLE deleted_photos (
  id CTEXT PRIMARY KEY,
  deleted_at_ms BIGINT NOT NULL,
  blob_keys TEXT NOT NULL               -- space-separated; a job removes them
);
CREATE TABLE section_counters (
  section_id CTEXT NOT NULL REFERENCES sections (id) DEFERRABLE INITIALLY DEFERRED,
  stage CTEXT NOT NULL,
  pending BIGINT NOT NULL,
  approved BIGINT NOT NULL,
  retake BIGINT NOT NULL,
  nonconforming BIGINT NOT NULL,
  extras BIGINT NOT NULL, not_applicable BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (section_id, stage)
);
INSERT INTO section_counters VALUES('01a203de-2a45-7ae6-9e95-659794f0f003','during',1,1,1,0,0,0);
CREATE TABLE decisions (
  id CTEXT PRIMARY KEY,
  photo_id CTEXT NOT NULL REFERENCES photos (id)
    ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  reviewer_id CTEXT NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  decision CTEXT NOT NULL CHECK (decision IN ('approved', 'retake', 'nonconforming')),
  comment TEXT,
  decided_at_ms BIGINT NOT NULL
);
INSERT INTO decisions VALUES('01a203de-2c02-7702-9196-f480e12e01a2','01a203de-2af5-7ccd-a5d8-1d257ba2a365','01a203de-2755-72bb-90a3-d96987c8ac6e','approved',NULL,1795361221634);
INSERT INTO decisions VALUES('01a203de-2c15-76df-83bf-cc62bfff1b82','01a203de-2b06-7449-8b83-e79e27dcf039','01a203de-2755-72bb-90a3-d96987c8ac6e','retake','Blurred or too dark',1795361221653);
CREATE TABLE comments (
  id CTEXT PRIMARY KEY,
  photo_id CTEXT NOT NULL REFERENCES photos (id)
    ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  author_id CTEXT NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  text TEXT NOT NULL,
  decision_id CTEXT REFERENCES decisions (id)
    ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  created_at_ms BIGINT NOT NULL
);
INSERT INTO comments VALUES('01a203de-2c15-737d-9e51-2ba8db4c380c','01a203de-2b06-7449-8b83-e79e27dcf039','01a203de-2755-72bb-90a3-d96987c8ac6e','Blurred or too dark','01a203de-2c15-76df-83bf-cc62bfff1b82',1795361221653);
CREATE TABLE catalogue_head (
  id BIGINT PRIMARY KEY,
  version BIGINT NOT NULL
);
INSERT INTO catalogue_head VALUES(1,3);
CREATE TABLE waivers (
  id CTEXT PRIMARY KEY,
  project_id CTEXT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
  section_id CTEXT NOT NULL REFERENCES sections (id) DEFERRABLE INITIALLY DEFERRED,
  checkpoint_id CTEXT NOT NULL REFERENCES checkpoints (id) DEFERRABLE INITIALLY DEFERRED,
  stage CTEXT NOT NULL,
  slot_index BIGINT NOT NULL,
  reason TEXT NOT NULL,
  status CTEXT NOT NULL
    CHECK (status IN ('pending', 'approved', 'retake', 'withdrawn')),
  owner_id CTEXT NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  created_at_ms BIGINT NOT NULL,
  decided_by CTEXT REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  decided_at_ms BIGINT,
  decision_comment TEXT,
  version BIGINT NOT NULL
);
CREATE TABLE route_counters (
  route_id CTEXT NOT NULL REFERENCES routes (id) DEFERRABLE INITIALLY DEFERRED,
  checkpoint_id CTEXT NOT NULL REFERENCES checkpoints (id) DEFERRABLE INITIALLY DEFERRED,
  pending BIGINT NOT NULL,
  approved BIGINT NOT NULL,
  retake BIGINT NOT NULL,
  nonconforming BIGINT NOT NULL,
  extras BIGINT NOT NULL,
  not_applicable BIGINT NOT NULL, revision BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (route_id, checkpoint_id)
);
INSERT INTO route_counters VALUES('01a203de-2a45-75bb-9452-1ce568ab82b1','01a203de-2a46-759c-9aeb-b15ab5c2d336',1,1,1,0,0,0,5);
CREATE TABLE person_counters (
  project_id CTEXT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
  user_id CTEXT NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  taken BIGINT NOT NULL,
  approved BIGINT NOT NULL,
  retake BIGINT NOT NULL,
  nonconforming BIGINT NOT NULL,
  PRIMARY KEY (project_id, user_id)
);
INSERT INTO person_counters VALUES('01a203de-2a45-7be7-a953-8513637363e9','01a203de-2876-77f9-be37-fcae5446efda',3,0,0,0);
INSERT INTO person_counters VALUES('01a203de-2a45-7be7-a953-8513637363e9','01a203de-2755-72bb-90a3-d96987c8ac6e',0,1,1,0);
CREATE TABLE acceptances (
  section_id CTEXT PRIMARY KEY REFERENCES sections (id) DEFERRABLE INITIALLY DEFERRED,
  project_id CTEXT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
  route_id CTEXT NOT NULL REFERENCES routes (id) DEFERRABLE INITIALLY DEFERRED,
  accepted_by CTEXT NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  accepted_at_ms BIGINT NOT NULL,
  comment TEXT
);
CREATE TABLE outboxes (
  owner_id CTEXT NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  device CTEXT NOT NULL,                -- made by the phone
  waiting BIGINT NOT NULL,
  failed BIGINT NOT NULL,               -- refused: they need their owner
  oldest_at_ms BIGINT,                  -- the phone's clock
  told_at_ms BIGINT NOT NULL,
  PRIMARY KEY (owner_id, device)
);
CREATE TABLE backup_runs (
  id CTEXT PRIMARY KEY,
  state CTEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'cancelled')),
  depot TEXT NOT NULL,                  -- the place, as its setting names it
  set_name CTEXT NOT NULL,
  phase CTEXT NOT NULL,                 -- database, blobs, finish
  done_bytes BIGINT NOT NULL,           -- of this phase
  total_bytes BIGINT NOT NULL,
  started_at_ms BIGINT NOT NULL,
  finished_at_ms BIGINT,
  cancel BOOLEAN NOT NULL,              -- somebody wants it to end
  database_bytes BIGINT NOT NULL,
  blobs BIGINT NOT NULL,                -- that the set names
  blob_bytes BIGINT NOT NULL,
  copied_blobs BIGINT NOT NULL,         -- that no earlier set had
  copied_bytes BIGINT NOT NULL,
  problem TEXT                          -- why it failed, or what is wrong with what it holds
);
CREATE TABLE backup_lease (
  id BIGINT PRIMARY KEY,
  run_id CTEXT NOT NULL,
  until_ms BIGINT NOT NULL
);
INSERT INTO backup_lease VALUES(1,'',0);
CREATE TABLE drills (
  id CTEXT PRIMARY KEY,
  depot TEXT NOT NULL,
  set_name CTEXT NOT NULL,
  started_at_ms BIGINT NOT NULL,
  finished_at_ms BIGINT NOT NULL,
  proven BOOLEAN NOT NULL,
  database_bytes BIGINT NOT NULL,
  events_checked BIGINT NOT NULL,
  blobs BIGINT NOT NULL,                -- that the set names
  blobs_read BIGINT NOT NULL,           -- whose bytes were read and hashed
  problem TEXT
);
CREATE TABLE disk_samples (
  place CTEXT NOT NULL,                 -- database, photos, spool
  at_ms BIGINT NOT NULL,
  used_bytes BIGINT NOT NULL,
  PRIMARY KEY (place, at_ms)
);
CREATE TABLE orphans (
  key CTEXT PRIMARY KEY,
  size_bytes BIGINT NOT NULL,
  seen_at_ms BIGINT NOT NULL,           -- first
  look_at_ms BIGINT NOT NULL,           -- last
  removing BOOLEAN NOT NULL
);
CREATE TABLE sweeps (
  kind CTEXT PRIMARY KEY,
  ran_at_ms BIGINT NOT NULL,
  removed BIGINT NOT NULL,              -- by the last one that took anything
  removed_ever BIGINT NOT NULL
);
CREATE TABLE sweep_holds (
  id BIGINT PRIMARY KEY,
  why TEXT NOT NULL,
  since_ms BIGINT NOT NULL
);
CREATE INDEX events_unsealed ON events (id) WHERE seq IS NULL;
CREATE INDEX events_subject ON events (subject_id, id);
CREATE INDEX jobs_due ON jobs (run_at_ms, id) WHERE state = 'queued';
CREATE INDEX jobs_leases ON jobs (leased_until_ms) WHERE state = 'running';
CREATE INDEX jobs_failed ON jobs (kind, id) WHERE state = 'failed';
CREATE INDEX sessions_by_expiry ON sessions (idle_expires_at_ms);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sections_by_project ON sections (project_id, position, id);
CREATE VIEW section_rows AS
  SELECT s.id AS id, s.project_id AS project_id, s.route_id AS route_id, s.code AS code,
         s.name AS name, s.length_m AS length_m, s.line AS line, s.narrowed AS narrowed,
         s.position AS position,
         COALESCE(s.archived_at_ms, r.archived_at_ms, p.archived_at_ms) AS archived_at_ms,
         r.code AS route_code, r.name AS route_name, p.name AS project_name,
         CAST(NULL AS DOUBLE PRECISION) AS distance_m
  FROM sections s JOIN routes r ON r.id = s.route_id JOIN projects p ON p.id = s.project_id;
CREATE INDEX members_by_project ON members (project_id, id);
CREATE INDEX section_access_by_project ON section_access (project_id, user_id);
CREATE UNIQUE INDEX photos_slot ON photos (section_id, checkpoint_id, stage, slot_index)
  WHERE newest AND NOT extra;
CREATE INDEX photos_by_section ON photos (section_id, received_at_ms, id);
CREATE INDEX photos_by_project_status ON photos (project_id, status, received_at_ms, id);
CREATE INDEX photos_by_status ON photos (status, received_at_ms, id);
CREATE INDEX photos_by_owner ON photos (owner_id, received_at_ms, id);
CREATE INDEX photos_by_time ON photos (received_at_ms, id);
CREATE INDEX photos_by_sha256 ON photos (sha256);
CREATE UNIQUE INDEX photos_by_replaces ON photos (replaces) WHERE replaces IS NOT NULL;
CREATE VIEW photo_rows AS
SELECT p.id, p.project_id, p.section_id, s.code AS section_code, s.name AS section_name,
       s.route_id, r.name AS route_name, p.checkpoint_id, k.code AS checkpoint_code,
       v.name AS checkpoint_name, p.stage, p.slot_index, p.status, p.attempt, p.newest, p.extra,
       p.received, p.develop, p.owner_id, u.name AS owner_name, p.taken_at_ms, p.received_at_ms,
       p.decided_at_ms, p.thumb_key, p.flags, p.version
FROM photos p
JOIN sections s ON s.id = p.section_id
JOIN routes r ON r.id = s.route_id
JOIN checkpoints k ON k.id = p.checkpoint_id
JOIN checkpoint_versions v
  ON v.checkpoint_id = p.checkpoint_id AND v.version = p.checkpoint_version
JOIN users u ON u.id = p.owner_id;
CREATE INDEX decisions_by_photo ON decisions (photo_id, decided_at_ms, id);
CREATE INDEX decisions_by_reviewer ON decisions (reviewer_id, decided_at_ms, id);
CREATE INDEX comments_by_photo ON comments (photo_id, created_at_ms, id);
CREATE VIEW photo_keys AS
SELECT p.id, p.project_id, p.section_id, p.checkpoint_id, p.owner_id, p.status, p.newest,
       p.received_at_ms, p.develop, p.version,
       (SELECT a.seq FROM auth_head a WHERE a.id = 1)
         + (SELECT c.version FROM catalogue_head c WHERE c.id = 1) AS names_version
FROM photos p;
CREATE VIEW listed_photos AS
SELECT p.id, p.project_id, p.section_id, s.code AS section_code, s.name AS section_name,
       s.route_id, r.name AS route_name, p.checkpoint_id, k.code AS checkpoint_code,
       v.name AS checkpoint_name, p.stage, p.slot_index, p.status, p.attempt, p.newest, p.extra,
       p.received, p.develop, p.owner_id, u.name AS owner_name, p.taken_at_ms, p.received_at_ms,
       p.decided_at_ms, p.withdrawn_at_ms, p.thumb_key, p.flags, p.version
FROM photos p
JOIN sections s ON s.id = p.section_id
JOIN routes r ON r.id = s.route_id
JOIN checkpoints k ON k.id = p.checkpoint_id
JOIN checkpoint_versions v
  ON v.checkpoint_id = p.checkpoint_id AND v.version = p.checkpoint_version
JOIN users u ON u.id = p.owner_id;
CREATE VIEW listed_keys AS
SELECT p.id, p.project_id, p.section_id, p.checkpoint_id, p.owner_id, p.status, p.newest,
       p.received_at_ms, p.revision,
       (SELECT a.seq FROM auth_head a WHERE a.id = 1)
         + (SELECT c.version FROM catalogue_head c WHERE c.id = 1) AS names_version
FROM photos p;
CREATE VIEW listed_sections AS
  SELECT s.id AS id, s.project_id AS project_id, s.route_id AS route_id, s.code AS code,
         s.name AS name, s.length_m AS length_m, s.line AS line, s.narrowed AS narrowed,
         s.position AS position,
         COALESCE(s.archived_at_ms, r.archived_at_ms, p.archived_at_ms) AS archived_at_ms,
         s.version AS version, r.code AS route_code, r.name AS route_name,
         p.name AS project_name, CAST(NULL AS DOUBLE PRECISION) AS distance_m
  FROM sections s JOIN routes r ON r.id = s.route_id JOIN projects p ON p.id = s.project_id;
CREATE INDEX events_by_project ON events (project_id, id);
CREATE INDEX events_by_actor ON events (actor_id, id);
CREATE INDEX events_by_kind ON events (kind, id);
CREATE UNIQUE INDEX waivers_of_slot ON waivers (section_id, checkpoint_id, stage, slot_index)
  WHERE status IN ('pending', 'approved');
CREATE INDEX waivers_by_section ON waivers (section_id, created_at_ms, id);
CREATE INDEX waivers_by_status ON waivers (project_id, status, created_at_ms, id);
CREATE VIEW listed_waivers AS
SELECT w.id, w.project_id, w.section_id, s.code AS section_code, s.name AS section_name,
       w.checkpoint_id, k.code AS checkpoint_code, v.name AS checkpoint_name, w.stage,
       w.slot_index AS "index", w.reason, w.status, w.owner_id, o.name AS owner_name,
       w.created_at_ms, d.name AS decided_by_name, w.decided_at_ms,
       w.decision_comment AS comment, w.version
FROM waivers w
JOIN sections s ON s.id = w.section_id
JOIN checkpoints k ON k.id = w.checkpoint_id
JOIN checkpoint_versions v ON v.checkpoint_id = k.id AND v.version = k.version
JOIN users o ON o.id = w.owner_id
LEFT JOIN users d ON d.id = w.decided_by;
CREATE INDEX photos_previews ON photos (project_id) WHERE received = 'preview';
CREATE INDEX acceptances_by_route ON acceptances (project_id, route_id, section_id);
CREATE INDEX photos_by_project
  ON photos (project_id, received_at_ms, id, section_id, checkpoint_id, newest, revision, owner_id,
             withdrawn_at_ms);
CREATE INDEX photos_came_back
  ON photos (project_id, decided_at_ms, id, section_id, owner_id, status, newest, extra)
  WHERE newest = TRUE AND extra = FALSE AND status IN ('retake', 'nonconforming');
CREATE INDEX photos_waiting
  ON photos (project_id, status, newest, received_at_ms, section_id, owner_id, extra)
  WHERE status = 'pending' AND newest = TRUE;
CREATE INDEX backup_runs_by_start ON backup_runs (started_at_ms);
CREATE INDEX drills_by_start ON drills (started_at_ms);
COMMIT;
