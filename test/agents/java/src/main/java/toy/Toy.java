package toy;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The toy of a participant with Spring Boot: the agent is attached, and set up by its environment variables alone. */
@SpringBootApplication
@RestController
public class Toy {
  private final JdbcTemplate database;

  Toy(JdbcTemplate database) {
    this.database = database;
  }

  public static void main(String[] args) {
    SpringApplication.run(Toy.class, args);
  }

  @GetMapping("/books/{number}")
  Map<String, String> book(@PathVariable("number") int number) {
    return Map.of("title", database.queryForObject("SELECT '사다리' WHERE ? > 0", String.class, number));
  }

  @GetMapping("/broken")
  void broken() {
    throw new IllegalStateException("가격을 읽을 수 없습니다");
  }
}
