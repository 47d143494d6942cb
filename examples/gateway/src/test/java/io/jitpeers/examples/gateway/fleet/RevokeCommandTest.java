package io.jitpeers.examples.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.wireguard.PrivateKey;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Mistakes and failures. FleetKernelIT runs the command with a real engine and gateways. */
class RevokeCommandTest {
  private static final String KEY = PrivateKey.generate(new SecureRandom()).publicKey().toBase64();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final StringWriter usage = new StringWriter();

  private int run(String... arguments) {
    RevokeCommand command =
        new RevokeCommand(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new CommandLine(command).setErr(new PrintWriter(usage)).execute(arguments);
  }

  @Test
  void aKeyThatIsNoneIsAMistake() {
    assertThat(run("nonsense", "--url", "redis://127.0.0.1")).isEqualTo(2);
    assertThat(usage.toString()).contains("key");
  }

  @Test
  void aWrongUrlIsAMistakeAndItsPasswordIsNotRepeated() {
    assertThat(run(KEY, "--url", "redis://u:sesame@a")).isEqualTo(2);
    assertThat(usage.toString()).contains("password-file").doesNotContain("sesame");
  }

  @Test
  void anEngineThatIsNotThereFails() {
    // The discard port of the loopback interface: nothing listens there.
    assertThat(run(KEY, "--url", "redis://127.0.0.1:9")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("the peer was not revoked: not connected to the fleet's engine");
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
  }
}
