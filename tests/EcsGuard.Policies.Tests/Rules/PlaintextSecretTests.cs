using System.Text;
using System.Text.Json.Nodes;
using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class PlaintextSecretTests : PolicyTests<PlaintextSecret>
{
    private const string PrivateKey = "-----BEGIN RSA PRIV~ATE KEY-----\nMIIEowIBAAKCAQEAx0lQ\n-----END RSA PRIV~ATE KEY-----";
    private const string PublicKey = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----";
    private const string Certificate = "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYD\n-----END CERTIFICATE-----";
    private const string Token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P";
    private const string Hex32 = "9f86d081884c7d659a2feaa0c55ad015";
    private const string Mixed36 = "Zx8Q2mVt5LpRk0WnYb7JcHs3DfGa9UeT1iOq";

    /// <summary>
    /// Name, value, what it is. Invented. A tilde breaks each known shape, so that nobody who scans this repository takes them for leaks; it is
    /// taken out before a value is judged.
    /// </summary>
    public static TheoryData<string, string, string> Credentials => new()
    {
        // By shape, whatever the name.
        { "AWS_ACCESS_KEY_ID", "AK~IAQ3EGTV7YZ2MWLRKX", "an AWS access key" },
        { "SETTINGS", "region=eu-west-1 key=AS~IAQ3EGTV7YZ2MWLRKX;", "an AWS access key" },
        { "GH", "gh~p_" + Mixed36, "a GitHub token" },
        { "CLONE_URL", "https://gh~o_" + Mixed36 + "@github.com/acme/app.git", "a GitHub token" },
        { "CLONE_URL", "https://oauth2:gl~pat-x8Q2mVt5LpRk0WnYb7Jc@gitlab.com/acme/app.git", "a GitLab token" },
        { "GH", "ghs~_" + Mixed36, "a GitHub token" },
        { "GH", "github~_pat_11ABCDEFG0" + Mixed36, "a GitHub token" },
        { "CI", "gl~pat-x8Q2mVt5LpRk0WnYb7Jc", "a GitLab token" },
        { "BOT", "xox~b-123456789012-x8Q2mVt5LpRk", "a Slack token" },
        { "BOT", "xap~p-1-A012-345-abcdef0123", "a Slack token" },
        { "ALERTS", "https://hooks.slack~.com/services/T0ABCDEF1/B0ABCDEF2/x8Q2mVt5LpRk0WnYb7JcHs3D", "a Slack webhook" },
        { "ALERTS", "https://discord~.com/api/webhooks/123456789012345678/" + Mixed36, "a Discord webhook" },
        { "STRIPE", "sk_li~ve_x8Q2mVt5LpRk0WnYb7JcHs3D", "a Stripe key" },
        { "STRIPE", "rk_li~ve_x8Q2mVt5LpRk0WnYb7JcHs3D", "a Stripe key" },
        { "STRIPE", "sk_te~st_x8Q2mVt5LpRk0WnYb7JcHs3D", "a Stripe key" },
        { "HOOK", "whs~ec_x8Q2mVt5LpRk0WnYb7JcHs3D", "a webhook signing secret" },
        { "MAPS", "AI~zaSyD-x8Q2mVt5LpRk0WnYb7JcHs3DfGa9UeT", "a Google API key" },
        { "GCP", """{"type":"service_account","private_key_id":"1","private_key":"-----BEGIN PRIV~ATE KEY-----\nMIIE"}""", "a private key" },
        { "GCP", "base64:{\"type\":\"service_account\",\"private_key\":\"-----BEGIN PRIV~ATE KEY-----\\nMIIE\"}", "a private key" },
        { "TLS", PrivateKey, "a private key" },
        { "TLS", "-----BEGIN OPENSSH PRIV~ATE KEY-----\\nb3BlbnNzaA", "a private key" },
        { "TLS", "base64:" + PrivateKey, "a private key" },
        { "SESSION", Token, "a JSON Web Token" },
        { "SESSION", "eyJhbGciOi.eyJzdWIiOi.dozjgNryP4", "a JSON Web Token" },
        { "SESSION", "jwt " + Token + " of v1.2", "a JSON Web Token" },
        { "HEADERS", "authorization=Bearer x8Q2mVt5LpRk0WnYb7Jc", "a bearer token" },
        { "HEADERS", "Authorization: Basic YWRtaW46aHVudGVyMg==", "a user name with its password" },
        { "HEADERS", "Basic YWRtOnB3", "a user name with its password" },
        { "HEADERS", "authorization: Bearer x8Q2mVt5LpRk0WnYb7Jc, accept: */*", "a bearer token" },
        { "REGISTRY", "np~m_" + Mixed36, "an npm token" },
        { "REGISTRY", "pypi~-AgEIcHlwaS5vcmcCJDEy" + Mixed36 + Mixed36, "a PyPI token" },
        { "MAIL", "SG~.x8Q2mVt5LpRk0WnYb7JcHs.3DfGa9UeT1iOqZx8Q2mVt5LpRk0WnYb7JcHs3DfGa9U", "a SendGrid key" },
        { "SMS", "S~K" + Hex32, "a Twilio key" },
        { "DATA", "da~pi" + Hex32, "a Databricks token" },
        { "CLOUD", "pu~l-" + Hex32 + "01234567", "a Pulumi token" },
        { "CLOUD", "x8Q2mVt5LpRk0W.atlas~v1." + Mixed36 + Mixed36, "a Terraform Cloud token" },
        { "MAIL", "ke~y-" + Hex32, "a Mailgun key" },
        { "MODEL", "sk~-proj-x8Q2mVt5LpRk0WnYb7JcHs3D", "an OpenAI key" },
        { "MODEL", "sk~-ant-api03-x8Q2mVt5LpRk0WnYb7JcHs3D", "an Anthropic key" },
        { "BOT", "1234567890:A~AHx8Q2mVt5LpRk0WnYb7JcHs3DfGa9UeT1", "a Telegram bot token" },
        { "BOT", "12345678:A~AHx8Q2mVt5LpRk0WnYb7JcHs3DfGa9UeT1", "a Telegram bot token" },
        { "BOT", "https://api.telegram.org/bot123456789012:A~AHx8Q2mVt5LpRk0WnYb7JcHs3DfGa9UeT1/getMe", "a Telegram bot token" },
        { "CHAT", "hv~s.x8Q2mVt5LpRk0WnYb7JcHs3D", "a Vault token" },
        { "STORAGE", "DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=x8Q2mVt5LpRk0WnYb7JcHs3DfGa9UeT1iOqZ+/==;EndpointSuffix=core.windows.net", "a connection string or option with a secret" },
        { "BUS", "Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=x8Q2mVt5LpRk0WnYb7JcHs3D=", "a connection string or option with a secret" },
        { "BLOB", "https://acme.blob.core.windows.net/c?sv=2024-01-01&sig=x8Q2mVt5LpRk0WnYb7JcHs3DfGa9UeT1%3D", "a shared access signature" },
        { "BLOB", "https://acme.blob.core.windows.net/c?sig=x8Q2mVt5LpRk0WnYb7JcHs3DfGa9Ue", "a shared access signature" },
        { "DATABASE_URL", "postgres://web:s3cr~et@db.internal:5432/app", "a URL with a password" },
        { "DATABASE_URL", "postgres://web:postgres@${DB_HOST}:5432/app", "a URL with a password" },
        { "REDIS_URL", "redis://:x8Q2mVt5@cache:6379/0", "a URL with a password" },
        { "DSN", "host=${DB_HOST} password=hunter2 dbname=${DB_NAME}", "a connection string or option with a password" },
        { "MONGO", "mongodb+srv://app:pa%40ss@c0.mongodb.net/?retryWrites=true", "a URL with a password" },
        { "URLS", "http://a.example/,amqp://guest:guest@mq:5672/", "a URL with a password" },
        { "URLS", "://web:hunter2@db/app", "a URL with a password" },
        { "URLS", "postgres://web:hunter2@db/app?sslpassword=CHANGE_ME", "a URL with a password" },
        { "JDBC", "jdbc:postgresql://db/app?user=web&password=hunter2", "a connection string or option with a password" },
        { "JDBC", "jdbc:oracle:thin:scott/tiger@//db:1521/orcl", "a URL with a password" },
        { "ConnectionStrings__Default", "Server=db;Database=app;User Id=web;Password=Pa55word;", "a connection string or option with a password" },
        { "DSN", "host=db user=web password='hunter2' dbname=app", "a connection string or option with a password" },
        { "ODBC", "Driver={ODBC};Server=db;UID=web;PWD=hunter2", "a connection string or option with a password" },
        { "DSN", ":pool;Password=hunter2", "a connection string or option with a password" },
        { "DSN", "Account=YWNtZQ==;Password=hunter2", "a connection string or option with a password" },
        { "JAVA_OPTS", "-Xmx512m -Dspring.datasource.password=hunter2 -Dx=y", "a connection string or option with a password" },
        { "KAFKA_JAAS", "PlainLoginModule required username=\"app\" password=\"hunter2\";", "a connection string or option with a password" },
        { "CONFIG", """{ "db": { "user": "web", "password": "hunter2" } }""", "a document with a password" },
        { "CONFIG", """{"password":"}hunter2"}""", "a document with a password" },
        { "CONFIG", "base64:{ \"office\": \"Zürich\", \"user\": \"web\", \"password\": \"hunter2\" }", "a document with a password" },
        { "CONFIG", """{"auths":{"ghcr.io":{"auth":"YWNtZTpodW50ZXIyLXg4UTJtVnQ1"}}}""", "a document with a secret" },
        { "HEADERS", "api-key=" + Hex32, "a connection string or option with a secret" },

        // By name, when the value is a literal.
        { "DB_PASSWORD", "postgres", "a password" },
        { "DB_PASSWORD", "hunter2", "a password" },
        { "DB_PASSWORD", "password", "a password" },
        { "DB_PASSWORD", "12345", "a password" },
        { "DB_PASSWORD", "correct horse battery staple", "a password" },
        { "DB_PASSWORD", "changeme123", "a password" },
        { "DB_PASSWORD", "/xK9+aQ3", "a password" },
        { "MYSQL_ROOT_PASSWORD", "r00t!", "a password" },
        { "PGPASSWORD", "web", "a password" },
        { "MYSQL_PWD", "web", "a password" },
        { "REDIS_PASS", "cache", "a password" },
        { "PASS", "web", "a password" },
        { "BIND_PW", "web", "a password" },
        { "DB_PASSWORD", "yourStrong(!)Password", "a password" },
        { "DB_PASSWORD", "$ecret", "a password" },
        { "DB_PASSWORD", "$", "a password" },
        { "DB_PASSWORD", "$X", "a password" },
        { "DB_PASSWORD", "%ABC", "a password" },
        { "DB_PASSWORD", "aa", "a password" },
        { "DB_PASSWORD", "!!!!", "a password" },
        { "DB_PASSWORD", "<hunter", "a password" },
        { "DB_PASSWORD", "[hunter", "a password" },
        { "DB_PASSWORD", "/x8Q2mVt", "a password" },
        { "DB_PASSWORD", "/aBcD", "a password" },
        { "DB_PASSWORD", "/app1234", "a password" },
        { "DB_PASSWORD", "/abcdefghijklmnopqrstuvwxy", "a password" },
        { "DB_PASSWORD_2", "web", "a password" },
        { "ADMIN_PASSWORD_PROD", "web", "a password" },
        { "KEYSTORE_PASSPHRASE", "open sesame", "a password" },
        { "FtpConfiguration__Password", "ftp", "a password" },
        { "smtpPassword", "mail", "a password" },
        { "spring.datasource.password", "web", "a password" },
        { "JWT_SECRET", "supersecret", "a secret" },
        { "HMACSecret", "supersecret", "a secret" },
        { "JWT_SECRET", "my-super-secret-key", "a secret" },
        { "SESSION_SECRET", "keyboard cat", "a secret" },
        { "SECRET_KEY_BASE", Hex32, "a secret" },
        { "DJANGO_SECRET_KEY", "123456", "a secret" },
        { "OIDCAuth__ClientSecret", "abc123", "a secret" },
        { "AWS_SECRET_ACCESS_KEY", "wJalrXUtn~FEMI/K7MDENG+bPxRfiCYzzzzzzKEY0", "a secret" },
        { "DD_API_KEY", Hex32, "a secret" },
        { "apiKey", "x8Q2mVt5LpRk", "a secret" },
        { "HEROKU_API_KEY", "0f8e2a91-5b7c-4d3e-9a6f-1c2b3d4e5f60", "a secret" },
        { "LARAVEL_APP_KEY", "base64:", "" },
        { "NEW_RELIC_LICENSE_KEY", "9f86d081884c7d659a2feaa0c55ad015FFFFNRAL", "a secret" },
        { "ACCESS_TOKEN", "x8Q2mVt5LpRk0WnY", "a secret" },
        { "ACCESS_TOKEN", "x8Q2mVt5", "a secret" },
        { "ACCESS_TOKEN", "x8Q2mVt5\u0080", "a secret" },
        { "authtoken", "x8Q2mVt5LpRk0WnY", "a secret" },
        { "GOOGLE_CREDENTIALS", "x8Q2mVt5LpRk0WnY", "a secret" },
        { "BASIC_AUTH", "admin:s3cr3t99", "a secret" },
        { "SESSION_KEY", "9s8d7f9s87df98s7", "a secret" },
        { "NEXT_PUBLIC_ADMIN_PASSWORD", "hunter2", "a password" },
    };

    public static TheoryData<string, string> Harmless => new()
    {
        { "DB_PASSWORD", "" },
        { "DB_PASSWORD_ARN", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf" },
        { "DB_PASSWORD", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf:password::" },
        { "DB_PASSWORD", "ssm:/prod/db/password" },
        { "DB_PASSWORD", "vault:secret/data/db#password" },
        { "DB_PASSWORD", "prod/db/password" },
        { "DB_PASSWORD", "/run/secrets/db_password" },
        { "DB_PASSWORD", "./secrets/db.txt" },
        { "DB_PASSWORD", "C:\\secrets\\db.txt" },
        { "DB_PASSWORD", "/abcD" },
        { "DB_PASSWORD", "/app123" },
        { "DB_PASSWORD", "/abcdefghijklmnopqrstuvwx" },
        { "DB_PASSWORD", "secrets.yaml" },
        { "DB_PASSWORD", "true" },
        { "DB_PASSWORD", "None" },
        { "DB_PASSWORD", "1234" },
        { "DB_PASSWORD", "$2b$12$KIXQ4x8Q2mVt5LpRk0WnYb" },
        { "DB_PASSWORD", "ENC(x8Q2mVt5LpRk0WnY)" },
        { "DB_PASSWORD", "{cipher}9f86d081884c7d65" },
        { "TRUSTSTORE_PASSWORD", "changeit" },
        { "JAVA_OPTS", "-Djavax.net.ssl.trustStorePassword=changeit -Xmx1g" },
        { "MYSQL_ALLOW_EMPTY_PASSWORD", "yes" },
        { "PASSWORD_MIN_LENGTH", "12" },
        { "PASSWORD_FILE", "/run/secrets/db" },
        { "PASSWORD_RESET_URL", "https://acme.example/reset?password=" },
        { "PASSWORD_HASH", "x8Q2mVt5LpRk0WnYb7JcHs3D" },
        { "SECRET_NAME", "prod/db/password" },
        { "SECRET_ARN", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf" },
        { "DB_SECRET", "prod-db-credentials" },
        { "DB_SECRET", "rds!cluster-0f8e2a91-5b7c-4d3e-9a6f-1c2b3d4e5f60" },
        { "JWT_SECRET", "my-app/jwt" },
        { "JWT_SECRET", "none" },
        { "TOKEN_TTL", "3600" },
        { "ACCESS_TOKEN", "15m" },
        { "ACCESS_TOKEN", "7 days" },
        { "REFRESH_TOKEN", "PT15M" },
        { "MAX_TOKENS", "4096" },
        { "TOKEN_URL", "https://login.example/oauth2/token" },
        { "TOKEN_ENDPOINT", "x8Q2mVt5LpRk0WnYb7JcHs3D" },
        { "AUTH_TOKEN", "session-token" },
        { "PAD_TOKEN", "[PAD]x" },
        { "USE_API_KEY", "false" },
        { "API_KEY_HEADER", "X-Api-Key" },
        { "API_KEY", "projects/123456789012/secrets/api-key/versions/latest" },
        { "API_KEY", "test" },
        { "ENCRYPTION_KEY", "alias/payments" },
        { "ENCRYPTION_KEY", "arn:aws:kms:eu-west-1:111122223333:key/0f8e2a91-5b7c-4d3e-9a6f-1c2b3d4e5f60" },
        { "ENCRYPTION_KEY", "AQICAHhx8Q2mVt5LpRk0WnYb7JcHs3D" },
        { "TLS_KEY", "certs/server.key" },
        { "TLS_KEY", "server.key" },
        { "SESSION_KEY", "user_session" },
        { "CACHE_KEY", "x8Q2mVt5LpRk0WnY" },
        { "S3_KEY", "releases/2026-10-01/app-1.29.0.zip" },
        { "PARTITION_KEY", "x8Q2mVt5LpRk0WnY" },
        { "JWT_PUBLIC_KEY", PublicKey },
        { "JWT_SIGNING_KEY", PublicKey },
        { "JWT_SIGNING_KEY", "base64:" + PublicKey },
        { "SSH_KEY", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIx8Q2mVt5LpRk0WnYb7JcHs3D web@acme" },
        { "CA_BUNDLE", Certificate },
        { "CA_BUNDLE", "base64:" + Certificate },
        { "STRIPE_PUBLISHABLE_KEY", "pk_li~ve_x8Q2mVt5LpRk0WnYb7JcHs3D" },
        { "NEXT_PUBLIC_API_KEY", Hex32 },
        { "REACT_APP_ACCESS_TOKEN", Hex32 },
        { "SUPABASE_ANON_KEY", Token },
        { "RECAPTCHA_SITE_KEY", "6Lx8Q2mVt5LpRk0WnYb7JcHs3D" },
        { "CLIENT_ID", "0f8e2a91-5b7c-4d3e-9a6f-1c2b3d4e5f60" },
        { "TENANT", "0f8e2a91-5b7c-4d3e-9a6f-1c2b3d4e5f60" },
        { "GIT_SHA", "da39a3ee5e6b4b0d3255bfef95601890afd80709" },
        { "IMAGE", "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app@sha256:9f86d081884c7d659a2feaa0c55ad0159f86d081884c7d659a2feaa0c55ad015" },
        { "SENTRY_DSN", "https://9f86d081884c7d659a2feaa0c55ad015@o123.ingest.sentry.io/456" },
        { "DATABASE_URL", "postgres://web@db.internal:5432/app" },
        { "DATABASE_URL", "postgres://web:@db.internal:5432/app" },
        { "CONFIG_URL", "file:///srv/app:blue@1/config" },
        { "JDBC", "jdbc:oracle:thin:scott@//db:1521/orcl" },
        { "JDBC", "jdbc:oracle:thin:scott/@//db:1521/orcl" },
        { "CONNECTION", "Password=;Server=db" },
        { "LINK", "https://acme.example/file?sig=x8Q2mVt5LpRk0WnYb7JcHs3DfGa9U" },
        { "LINK", "https://acme.example/file?sig=reports/monthly/of/all/the/regions" },
        { "SERVICE_URL", "http://orders.internal:8080/v1/items?since=2026-10-01&q=a@b" },
        { "SCOPE_URL", "https://registry.example:443/@acme/pkg" },
        { "REPO", "git@github.com:acme/app.git" },
        { "REDIS_URL", "rediss://cache.internal:6379/0" },
        { "ALERTS", "https://hooks.slack.com/services/" },
        { "BUS", "Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root" },
        { "LOG_MASK", "(?i)password=[^&]+|token=.*" },
        { "LOG_MASK", "password=(.+)" },
        { "LOG_MASK", "password=(secret1|hunter2)" },
        { "LOG_MASK", "password=[a-z]{8}" },
        { "LOG_MASK", "password=x.*" },
        { "LOG_MASK", "password=x.+" },
        { "LOG_MASK", "password=x[^-]" },
        { "SQL", "select * from t where grant_type=password" },
        { "CONFIG", """{ "passwordPolicy": { "minLength": "12" }, "tokenUrl": "https://x.example" }""" },
        { "PLAN", "Basic features, Bearer bonds" },
        { "HEADERS", "Authorization: Basic YWRtaW46" },
        { "HEADERS", "Authorization: Basic YTpi" },
        { "HEADERS", "eyJ9.eyJzdWIiOiIx.dozjgNryP4J3" },
        { "HEADERS", "eyJhbGciOiJI.eyJ9.dozjgNryP4J3" },
        { "HEADERS", "eyJhbGciOiJI.eyJzdWIiOiIx.doz" },
        { "HEADERS", "eyJhbGciOiJI.zzJzdWIiOiIx.dozjgNryP4J3" },
        { "IMAGE_DATA", "x" + Token },
        { "DIGEST", Hex32 + Hex32 + "0" },
        { "BOT", "1234567:A~AHx8Q2mVt5LpRk0WnYb7JcHs3DfGa9UeT1" },
        { "BOT", "1234567890123:A~AHx8Q2mVt5LpRk0WnYb7JcHs3DfGa9UeT1" },
        { "BOT", "telegram:AA and so on" },
        { "RISK", "task-scheduler-risk-classifier-model-v2" },
        { "MODEL", "sk-learn" },
        { "HEADER", "eyJ.abc.def" },
        { "AWS_REGION", "eu-west-1" },
        { "INSTANCE", "AKIAbcdefghijklmnopqrstuv" },
        { "INSTANCE", "XAKIAQ3EGTV7YZ2MWLRKX" },
        { "INSTANCE", "AKIAQ3EGTV7YZ2MWLRKX9" },
        { "INSTANCE", "ASIAQ3EGTV7YZ2MWLRKX9" },
        { "INSTANCE", "AKIAQ3EGTV7YZ2MWLRKXx" },
        { "INSTANCE", "AIzaSyD-x8Q2mVt5LpRk0WnYb7JcHs3DfGa9UeTx" },
        { "INSTANCE", "SK" + Hex32 + "0" },
        { "INSTANCE", "key-" + Hex32 + "0" },
        { "INSTANCE", "dapi" + Hex32 + "0" },
        { "INSTANCE", "pul-" + Hex32 + "012345678" },
        { "FEATURES", "new-checkout:on,dark-mode:off" },
        { "PATH", "/usr/local/bin:/usr/bin" },
        { "PWD", "app" },
        { "OLDPWD", "app" },
        { "COMPASS", "north" },
        { "MONKEY", "x8Q2mVt5LpRk0WnY" },
        { "TOKENIZER", "x8Q2mVt5LpRk0WnY" },
        { "KEYBOARD", "x8Q2mVt5LpRk0WnY" },
        { "AUTHOR", "x8Q2mVt5LpRk0WnY" },
        { "SASL_AUTH", "SCRAM-SHA-512" },
        { "SESSION_KEY", "9s8d7f9s87df98s" },
        { "PASS", "true" },
        { "EXTERNAL_CREDENTIALS", """{"type":"external_account","audience":"//iam.googleapis.com/projects/1"}""" },
    };

    public static TheoryData<string, string> StandIns => new()
    {
        { "DB_PASSWORD", "CHANGE_ME" },
        { "DB_PASSWORD", "changeme" },
        { "DB_PASSWORD", "****" },
        { "DB_PASSWORD", "RRRRRRRRRRRR" },
        { "DB_PASSWORD", "xxxx-xxxx" },
        { "DB_PASSWORD", "$DB_PASSWORD" },
        { "DB_PASSWORD", "$(DB_PASSWORD)" },
        { "DB_PASSWORD", "$db_password" },
        { "DB_PASSWORD", "$PW" },
        { "DB_PASSWORD", "aaa" },
        { "DB_PASSWORD", "[]" },
        { "DB_PASSWORD", "< password >" },
        { "LOG_FORMAT", "{\"auth\":\"$remote_user\"}" },
        { "DB_PASSWORD", "yourpassword" },
        { "DB_PASSWORD", "%(ENV_DB_PASSWORD)s" },
        { "DB_PASSWORD", "db-password" },
        { "DB_PASSWORD", "your-password" },
        { "DB_PASSWORD", "password-goes-here" },
        { "DB_PASSWORD", "[your password]" },
        { "SPLUNK_ACCESS_TOKEN", "MY_SPLUNK_TOKEN" },
        { "DATABASE_URL", "postgres://web:CHANGE_ME@db/app" },
        { "DATABASE_URL", "postgres://web:****@db/app" },
        { "CONNECTION", "Server=db;Password=changeme;" },
        { "CONNECTION", "Server=db;Password=changeme;ReadPassword=changeme" },
        { "URLS", "postgres://web:CHANGE_ME@db/app,postgres://web:CHANGE_ME@replica/app" },
        { "JDBC", "jdbc:oracle:thin:scott/CHANGE_ME@//db:1521/orcl" },
        { "GH", "gh~p_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" },
    };

    [Theory, MemberData(nameof(Credentials))]
    public void Reports_a_credential_and_never_its_value(string name, string value, string kind)
    {
        if (kind.Length == 0)
        {
            // The one case of which only the beginning is fixed.
            (value, kind) = (value + "x8Q2mVt5LpRk0WnYb7JcHs3DfGa9UeT1iOqZx8Q2mVt=", "a secret");
        }

        var definition = Definition(name, ref value);
        AssertViolated(
            definition,
            ("/containerDefinitions/0/environment/0/value", $"Container 'app': environment variable `{name}` holds {kind} in plain text. Pass it through `secrets`."));
        // The path, the container and the message are all that there is: no fix repeats the value.
        var violation = Assert.Single(Judge(definition).Violations);
        Assert.Equal(("app", 0), (violation.Container, violation.Fix.Length));
    }

    [Theory, MemberData(nameof(Harmless))]
    public void Accepts_what_only_looks_like_one(string name, string value) => AssertPassed(Definition(name, ref value));

    [Theory]
    [InlineData("500ms")]
    [InlineData("30s")]
    [InlineData("15m")]
    [InlineData("1h30m")]
    [InlineData("1.5d")]
    [InlineData("2w")]
    [InlineData("1y")]
    [InlineData("1 sec")]
    [InlineData("30 secs")]
    [InlineData("30 seconds")]
    [InlineData("1 min")]
    [InlineData("5 mins")]
    [InlineData("5 minutes")]
    [InlineData("1 hour")]
    [InlineData("2 hours 5 minutes")]
    [InlineData("1 day")]
    [InlineData("7 days")]
    [InlineData("PT15M")]
    public void Accepts_a_duration_in_place_of_a_password(string value) => AssertPassed(Definition("RESET_PASSWORD", ref value));

    [Theory]
    [InlineData("15q")]
    [InlineData("m15")]
    [InlineData("PT15q")]
    public void What_only_begins_like_a_duration_is_a_password(string value) => Assert.Equal(Result.Violated, Judge(Definition("RESET_PASSWORD", ref value)).Result);

    [Fact]
    public void Bytes_in_base64_that_are_no_text_hide_nothing()
    {
        var value = Convert.ToBase64String([.. "{\"password\":\"hunter2\",\"filler\":\"0123456789abcdef\","u8, 0xFF]);
        AssertPassed(Definition("SETTINGS", ref value));
    }

    [Theory, MemberData(nameof(StandIns))]
    public void Cannot_judge_a_stand_in(string name, string value) =>
        AssertUndetermined(Definition(name, ref value), ("/containerDefinitions/0/environment/0/value", UndeterminedReason.Placeholder));

    [Theory]
    [InlineData("\"${DB_PASSWORD}\"", UndeterminedReason.Placeholder)]
    [InlineData("\"<scrubbed>\"", UndeterminedReason.Placeholder)]
    [InlineData("\"{{resolve:secretsmanager:db:SecretString:password}}\"", UndeterminedReason.Placeholder)]
    [InlineData("\"Server=db;Password=${DB_PASSWORD};\"", UndeterminedReason.Placeholder)]
    [InlineData("\"Server=db;Password={{ password }};\"", UndeterminedReason.Placeholder)]
    [InlineData("\"Server=db;Password=<password>\"", UndeterminedReason.Placeholder)]
    [InlineData("\"postgres://web:{{ password }}@db/app\"", UndeterminedReason.Placeholder)]
    [InlineData("\"HIDDEN_DUE_TO_SECURITY_REASONS\"", UndeterminedReason.Redacted)]
    [InlineData("{ \"Ref\": \"Password\" }", UndeterminedReason.WrongType)]
    public void Cannot_judge_a_hidden_value(string json, UndeterminedReason reason) =>
        AssertUndetermined(
            $$"""{ "containerDefinitions": [{ "name": "app", "environment": [{ "name": "DB_PASSWORD", "value": {{json}} }] }] }""",
            ("/containerDefinitions/0/environment/0/value", reason));

    [Theory]
    [InlineData("\"HIDDEN_DUE_TO_SECURITY_REASONS\"", "", UndeterminedReason.Redacted)]
    [InlineData("\"${ENVIRONMENT}\"", "", UndeterminedReason.Placeholder)]
    [InlineData("{}", "", UndeterminedReason.WrongType)]
    [InlineData("[\"<more>\"]", "/0", UndeterminedReason.Placeholder)]
    public void Cannot_judge_a_hidden_environment(string json, string below, UndeterminedReason reason) =>
        AssertUndetermined($$"""{ "containerDefinitions": [{ "name": "app", "environment": {{json}} }] }""", ($"/containerDefinitions/0/environment{below}", reason));

    [Fact]
    public void Cannot_judge_a_literal_whose_name_is_hidden() =>
        AssertUndetermined(
            """{ "containerDefinitions": [{ "name": "app", "environment": [{ "name": "${NAME}", "value": "web" }, { "name": "${NAME}", "value": "" }, { "name": "${NAME}" }] }] }""",
            ("/containerDefinitions/0/environment/0/name", UndeterminedReason.Placeholder));

    [Fact]
    public void Reports_a_known_shape_even_where_the_name_is_hidden() =>
        AssertViolated(
            """{ "containerDefinitions": [{ "name": "app", "environment": [{ "name": "${NAME}", "value": "postgres://web:hunter2@db/app" }] }] }""",
            ("/containerDefinitions/0/environment/0/value", "Container 'app': environment variable `${NAME}` holds a URL with a password in plain text. Pass it through `secrets`."));

    [Fact]
    public void Reports_every_variable_of_every_container_in_order_beside_what_is_hidden()
    {
        var outcome = Judge("""
            { "containerDefinitions": [
                { "name": "a", "environment": [{ "name": "OK", "value": "1" }, { "name": "A_PASSWORD", "value": "one" }, { "name": "B_PASSWORD", "value": "${X}" }] },
                { "name": "b" },
                { "environment": [{ "name": "C_PASSWORD", "value": 31337 }, { "name": null, "value": "x" }] }] }
            """);

        Assert.Equal(
            [("/containerDefinitions/0/environment/1/value", "a"), ("/containerDefinitions/2/environment/0/value", "#3")],
            outcome.Violations.Select(violation => (violation.Path, violation.Container)));
        Assert.Equal([new UndeterminedPlace("/containerDefinitions/0/environment/2/value", UndeterminedReason.Placeholder)], outcome.Undetermined);
        Assert.DoesNotContain("31337", outcome.Violations[1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "containerDefinitions": [] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "app" }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "app", "environment": [], "secrets": [{ "name": "DB_PASSWORD", "valueFrom": "db" }] }] }""")]
    public void Says_nothing_about_a_task_without_variables(string definition) => AssertNotApplicable(definition);

    [Theory]
    [InlineData("DB_PASSWORD", "hunter2", "DB_PASSWORD", true)]
    [InlineData("DB_PASSWORD", "hunter2", "DB_*", true)]
    [InlineData("DB_PASSWORD", "hunter2", "hunter?", true)]
    [InlineData("DB_PASSWORD", "hunter2", "PASSWORD", false)]
    [InlineData("DB_PASSWORD", "hunter2", "db_*", false)]
    [InlineData("DB_PASSWORD", "hunter2", "hunter", false)]
    public void An_allowed_name_or_value_is_passed_over(string name, string value, string pattern, bool allowed)
    {
        Context = PolicyContext.Empty.With("plaintext-secret", new PolicyOption<string[]>("allow", "", []), ["other", pattern]);

        Assert.Equal(allowed ? Result.Passed : Result.Violated, Judge(Definition(name, ref value)).Result);
    }

    [Theory]
    [InlineData(60, false)]
    [InlineData(64, true)]
    [InlineData(16384, true)]
    [InlineData(16388, false)]
    public void A_document_in_base64_is_looked_into_up_to_16384_characters(int length, bool found)
    {
        var value = Convert.ToBase64String(Encoding.ASCII.GetBytes("{\"password\":\"hunter2\"}".PadRight(length / 4 * 3)));

        Assert.Equal(length, value.Length);
        Assert.Equal(found ? ["Container 'app': environment variable `SETTINGS` holds a document with a password in plain text. Pass it through `secrets`."] : [],
            Judge(Definition("SETTINGS", ref value)).Violations.Select(violation => violation.Message));
    }

    [Theory]
    [InlineData(16384, false)]
    [InlineData(16388, true)]
    public void A_public_key_in_base64_is_recognised_up_to_16384_characters(int length, bool reported)
    {
        var digits = string.Concat(Enumerable.Range(0, length));
        var value = Convert.ToBase64String(Encoding.ASCII.GetBytes(("-----BEGIN PUBLIC KEY-----\n" + digits)[..(length / 4 * 3)]));

        Assert.Equal(length, value.Length);
        Assert.Equal(reported ? ["Container 'app': environment variable `JWT_SIGNING_KEY` holds a secret in plain text. Pass it through `secrets`."] : [],
            Judge(Definition("JWT_SIGNING_KEY", ref value)).Violations.Select(violation => violation.Message));
    }

    [Fact]
    public void A_text_made_to_be_slow_is_judged_like_any_other()
    {
        foreach (var unit in new[] { "a=", "://", "://a:", "eyJ.", "xoxb-", "SK", "sk-", "__A", "$", "<a", "Password=", "\"password\":\"", "-----BEGIN ", "Basic ", ":AA" })
        {
            var value = string.Concat(Enumerable.Repeat(unit, 60_000 / unit.Length));
            Assert.NotEqual(Result.Failed, Judge(Definition("ANY_TOKEN", ref value)).Result);
        }
    }

    private static string Definition(string name, ref string value)
    {
        value = value.Replace("~", "", StringComparison.Ordinal);
        if (value.StartsWith("base64:", StringComparison.Ordinal) && value.AsSpan(7).ContainsAny('{', ' '))
        {
            value = Convert.ToBase64String(Encoding.UTF8.GetBytes(value["base64:".Length..]));
        }

        var variable = new JsonObject { ["name"] = name, ["value"] = value };
        return new JsonObject { ["containerDefinitions"] = new JsonArray(new JsonObject { ["name"] = "app", ["environment"] = new JsonArray(variable) }) }.ToJsonString();
    }
}
