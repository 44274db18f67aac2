import java.io.IOException;
import java.nio.file.Path;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;

/**
 * A Neo4j server on the home folder given, configured by its conf/neo4j.conf. Says "ready", and runs until it is told to
 * end or its standard input closes: so it ends with the program that started it, even when that one was killed.
 */
public class Serve {
    public static void main(String[] arguments) throws IOException {
        Path home = Path.of(arguments[0]);
        DatabaseManagementService service = new DatabaseManagementServiceBuilder(home)
            .loadPropertiesFromFile(home.resolve("conf").resolve("neo4j.conf"))
            .build();
        Runtime.getRuntime().addShutdownHook(new Thread(service::shutdown));
        System.out.println("ready");
        while (System.in.read() >= 0) {
        }
        System.exit(0);
    }
}
