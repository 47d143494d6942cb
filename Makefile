# Short names for the commands of this repository. Maven does the work; ./mvnw brings Maven if it is missing:
#   make test MVN=./mvnw
MVN    ?= mvn
MODULE ?= jit-core
TEST   ?=
ARGS   ?=

.PHONY: help quick test kernel bench format mutation fuzz stress packaging debian image reference site clean

help:
	@echo 'make quick [MODULE=jit-core] [TEST=Name]  compiles a module and runs its tests, without the other checks'
	@echo 'make test                                 runs everything that needs nothing but a JDK and Maven'
	@echo 'make kernel [TEST=NameKernelIT]           runs all tests, those on a WireGuard kernel too, or one of them (Debian, root)'
	@echo 'make bench [ARGS=--full]                  measures every figure (benchmarks/run; quick by default)'
	@echo 'make format                               formats the code (needs JDK 17)'
	@echo 'make mutation [MODULE=jit-core]           changes the code and reports what no test notices'
	@echo 'make fuzz [MODULE=jit-core]               lets Jazzer fuzz each target of a module for a minute'
	@echo 'make stress                               runs the jcstress tests'
	@echo 'make packaging                            builds and runs the shaded jar, Boot jars, modules and jlink image'
	@echo 'make debian                               builds the Debian packages (examples/debian/target)'
	@echo 'make image                                builds the container image (examples/image/target; Debian)'
	@echo 'make reference                            writes docs/reference anew from the code'
	@echo 'make site                                 builds docs as a site (needs Node.js; site/target/site)'
	@echo 'make clean                                removes what was built'

# The tests of jit-http-pull are in io.jitpeers.http, those of jit-replay-sqlite in io.jitpeers.replay.sqlite, and so on.
package = $(patsubst http/pull,http,$(subst -,/,$(patsubst jit-%,%,$(MODULE))))
module_tests = $(if $(filter jit-core,$(MODULE)),,io/jitpeers/$(package)/**/*Test*)
tests = $(or $(TEST),$(module_tests))
one_kernel_test = $(if $(TEST),-Dtest=None -Dsurefire.failIfNoSpecifiedTests=false \
	-Dit.test='$(TEST)' -Dfailsafe.failIfNoSpecifiedTests=false -pl kernel-tests -am)

quick:
	$(MVN) -B -ntp test -pl $(MODULE) -am -Dspotless.check.skip -Dcheckstyle.skip \
		$(if $(tests),-Dtest='$(tests)' -Dsurefire.failIfNoSpecifiedTests=false)

test:
	$(MVN) -B -ntp verify

kernel:
	$(MVN) -B -ntp verify -Pkernel $(one_kernel_test)

bench:
	benchmarks/run $(ARGS)

format:
	$(MVN) -B -ntp spotless:apply

mutation:
	$(MVN) -B -ntp verify -Pmutation -pl $(MODULE) -am

fuzz:
	$(MVN) -B -ntp test -Pfuzz -pl $(MODULE) -am

stress:
	$(MVN) -B -ntp verify -Pstress -pl stress-tests -am -DskipTests

packaging:
	$(MVN) -B -ntp verify -Ppackaging -pl packaging-tests -am -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false

debian:
	$(MVN) -B -ntp package -DskipTests -pl examples/debian -am

image:
	$(MVN) -B -ntp package -DskipTests -DskipITs -Pimage -pl examples/image -am

reference:
	$(MVN) -B -ntp test -pl site -am -Dspotless.check.skip -Dcheckstyle.skip -Dtest=ReferencePagesTest -Dreference.write=true \
		-Dsurefire.failIfNoSpecifiedTests=false

site:
	site/build

clean:
	$(MVN) -B -ntp -q clean
