# What `sam build` calls: `make build-<logical id of the function>` with ARTIFACTS_DIR set. All functions are the same executable,
# so it is published once and copied into each artefact.
#
#   ARCHITECTURE   x86_64 or arm64; the same as Architectures in template.yaml
#   ARTIFACTS_DIR  where the artefact goes; artifacts/lambda/<logical id> by hand

ARCHITECTURE ?= arm64

RUNTIME_x86_64 := linux-x64
RUNTIME_arm64 := linux-arm64
RUNTIME := $(RUNTIME_$(ARCHITECTURE))
ifeq ($(RUNTIME),)
$(error ARCHITECTURE is '$(ARCHITECTURE)': say x86_64 or arm64, as Architectures in template.yaml does)
endif

PUBLISHED := artifacts/publish/lambda/$(RUNTIME)
SOURCES := $(shell find src Directory.Build.props Directory.Packages.props global.json nuget.config -type f -not -path '*/bin/*' -not -path '*/obj/*')
# `sam build --parallel` runs one make for each function.
LOCK := $(shell command -v flock >/dev/null && mkdir -p artifacts && echo flock artifacts/publish.lock)

.PHONY: publish native-check mutation

build-%:
	$(LOCK) $(MAKE) --no-print-directory publish
	mkdir -p "$(or $(ARTIFACTS_DIR),artifacts/lambda/$*)"
	cp $(PUBLISHED)/bootstrap "$(or $(ARTIFACTS_DIR),artifacts/lambda/$*)/bootstrap"

publish: $(PUBLISHED)/bootstrap

$(PUBLISHED)/bootstrap: $(SOURCES) Makefile
	dotnet publish src/Functions --configuration Release --runtime $(RUNTIME) --output $(PUBLISHED) --nologo \
	|| { echo 'Publishing for $(RUNTIME) failed. If packages named Microsoft.*.$(RUNTIME) were not found: the package source does not carry'; \
	     echo 'the .NET runtime for that architecture. Use one that does (nuget.config), or the other ARCHITECTURE, here and in template.yaml.'; exit 1; } >&2
	touch $@

# The same sources as a NativeAOT executable: proof that they are fit for it. Needs a C toolchain (clang or gcc, zlib).
native-check:
	dotnet publish src/Functions --configuration Release --runtime $(RUNTIME) -p:NativeCheck=true --output artifacts/publish/native/$(RUNTIME) --nologo

# The mutation score of src/Policies; fails below the threshold in stryker-config.json. MUTATE takes globs, to measure a part:
# make mutation MUTATE='**/Rules/Missing*.cs'. Stryker tells its test host by a file of a fixed name in TMPDIR which mutant is on,
# so two runs must not share one.
MUTATION := $(CURDIR)/artifacts/mutation

mutation:
	dotnet tool restore
	mkdir -p "$(MUTATION)/tmp"
	cd tests/EcsGuard.Policies.Tests && TMPDIR="$(MUTATION)/tmp" dotnet stryker --skip-version-check --output "$(MUTATION)" $(foreach glob,$(MUTATE),--mutate '$(glob)')
