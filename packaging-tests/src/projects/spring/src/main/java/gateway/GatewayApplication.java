package gateway;

import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.wireguard.PeerConfig;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** A gateway that gets the configs of peers from a repository of this application. */
@SpringBootApplication
public class GatewayApplication {

  /** Runs the application. */
  public static void main(String[] args) {
    SpringApplication.run(GatewayApplication.class, args);
  }

  @Bean
  PeerConfigSource configs(PeerRepository peers) {
    return query ->
        CompletableFuture.completedFuture(
            peers
                .allowedIps(query.key())
                .map(ips -> PeerConfig.builder(query.key()).allowedIps(ips).build())
                .<PeerLookup>map(it -> PeerLookup.found(it, Freshness.of(Duration.ofMinutes(5))))
                .orElseGet(() -> PeerLookup.notFound(Duration.ofSeconds(30))));
  }
}
